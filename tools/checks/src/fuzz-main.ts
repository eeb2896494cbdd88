/** `npm run fuzz -- --minutes 10`: hostile inputs for every parser (`*.fuzz.unit.spec.ts`), for as long as is asked. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const crashes = `${root}reports/fuzz`;

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    /** Of a failure: the same inputs again. */
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    /** Only the files and properties whose name has this in it. */
    only: { type: 'string' },
  },
});

const specs: string[] = [];
let properties = 0;
for await (const file of glob('{apps,libs,tools}/*/src/**/*.fuzz.unit.spec.ts', { cwd: root })) {
  const names = [...(await readFile(`${root}${file}`, 'utf8')).matchAll(/^fuzzed\(\s*'([^']+)'/gm)].map(
    ([, name]) => name,
  );
  const wanted = names.filter((name) => options.only === undefined || name === options.only);
  if (wanted.length > 0) specs.push(file);
  properties += wanted.length;
}
if (properties === 0) throw new Error(`there is no property ${options.only}`);

const fuzzMs = Math.max(500, Math.round((Number(options.minutes) * 60_000) / properties));
console.log(`${properties} properties, ${Math.round(fuzzMs / 1_000)} s each, seed ${options.seed}`);
const globals = JSON.stringify({ fuzzMs, fuzzSeed: Number(options.seed), fuzzCrashes: crashes });
const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    `${root}node_modules/jest/bin/jest.js`,
    '--runInBand',
    ...['--globals', globals],
    ...(options.only === undefined ? [] : ['--testNamePattern', `^${options.only}$`]),
    ...['--testMatch', ...specs.map((file) => `<rootDir>/${file}`)],
  ],
  { cwd: root, stdio: 'inherit' },
);
const [code] = (await once(jest, 'exit')) as [number | null];
console.log(code === 0 ? `nothing found (seed ${options.seed})` : `found something (seed ${options.seed}): ${crashes}`);
process.exitCode = code ?? 1;
