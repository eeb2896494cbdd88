import { type RunningService } from './service.ts';

const closeLimitMs = 10_000;

/** The body of every service's `main.ts`: starts it, says clearly why it could not, ends it on SIGTERM or SIGINT. */
export async function runMain(name: string, start: () => Promise<RunningService>): Promise<void> {
  requireNode(24, name);
  let service: RunningService;
  try {
    service = await start();
  } catch (error) {
    process.stderr.write(`${name} cannot start: ${explain(error)}\n`);
    process.exit(1);
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end(name, service));
}

function requireNode(major: number, name: string): void {
  const running = Number(process.versions.node.split('.')[0]);
  if (running >= major) return;
  process.stderr.write(
    `${name} needs Node ${major}; this is ${process.version}. Start it with npm, or node_modules/.bin/node.\n`,
  );
  process.exit(1);
}

async function end(name: string, service: RunningService): Promise<void> {
  const limitMs = closeLimitMs + (service.drainMs ?? 0);
  const limit = setTimeout(() => {
    process.stderr.write(`${name} did not stop within ${limitMs / 1000} s; leaving\n`);
    process.exit(1);
  }, limitMs);
  limit.unref();
  try {
    await service.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${name} stopped with an error: ${explain(error)}\n`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}
