import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { help, optionsOf, type Options } from './options.ts';
import { textOf, type Report } from './report.ts';
import { run } from './run.ts';

async function main(options: Options): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'kochava-stream-upgrade-'));
  endOnSignals(dir);
  const began = performance.now();
  const seconds = (): string => ((performance.now() - began) / 1_000).toFixed(1).padStart(6);
  const say = (line: string): void => console.error(`${seconds()}  ${line}`);
  say(`seed ${options.seed}, logs and data in ${dir}`);
  let ok = false;
  try {
    const report = await run({ options, dir, say });
    ok = report.proofs.every(({ holds }) => holds);
    console.log(
      `\n${textOf(report)}\n\n${ok ? 'The upgrade and its way back hold' : 'SOMETHING DOES NOT HOLD'}, ${seconds().trim()} s\n`,
    );
    if (options.json !== undefined) await writeFile(options.json, asJson(options, report, ok));
  } finally {
    if (ok && !options.keep) rmSync(dir, { recursive: true, force: true });
    else console.log(`logs and data: ${dir} (seed ${options.seed})`);
  }
  return ok;
}

function asJson({ seed, short, from, breakage }: Options, report: Report, ok: boolean): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}`;
  const told = report.told.map(({ others, ...rest }) => ({ ...rest, others: Object.fromEntries(others) }));
  const about = { ok, machine, date: new Date().toISOString(), seed, short, from, breakage };
  return `${JSON.stringify({ ...about, ...report, told }, null, 2)}\n`;
}

/** Everything that was started ends with this process; its folder goes too. */
function endOnSignals(dir: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      console.error('\ninterrupted');
      rmSync(dir, { recursive: true, force: true });
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
}

/** Ends the process whatever still waits: after a failure clients and readers may. */
async function end(): Promise<never> {
  try {
    const options = optionsOf(process.argv.slice(2));
    if (options.help) console.log(help);
    process.exit(options.help || (await main(options)) ? 0 : 1);
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(1);
  }
}

await end();
