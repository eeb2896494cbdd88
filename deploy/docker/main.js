// What every image runs first. image.json says which file is next: the service, or the command that the first argument names.
import { readFileSync } from 'node:fs';

const { name, main, commands = {} } = JSON.parse(readFileSync(new URL('image.json', import.meta.url), 'utf8'));

// The first process of a container is not ended by a signal that nobody listens to. Until the service listens
// itself, and again once it is stopping, a signal ends it at once.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(code);
  });
}

const next = main ?? commands[process.argv[2] ?? ''];
if (next === undefined) {
  process.stderr.write(`${name}: the first argument says what to do: ${Object.keys(commands).join(', ')}\n`);
  process.exitCode = 2;
} else {
  if (main === undefined) process.argv.splice(2, 1);
  await import(new URL(next, import.meta.url).href);
}
