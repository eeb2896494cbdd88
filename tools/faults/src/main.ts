import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { help, optionsOf, type Options } from './options.ts';
import { table, type Row } from './report.ts';
import { planOf } from './rounds/plan.ts';
import { run } from './run.ts';

async function main(options: Options): Promise<boolean> {
  const plan = planOf(options);
  const dataDir = mkdtempSync(join(tmpdir(), 'kochava-stream-faults-'));
  endOnSignals(dataDir);
  const began = performance.now();
  const seconds = (): string => ((performance.now() - began) / 1_000).toFixed(1).padStart(6);
  const say = (line: string): void => console.error(`${seconds()}  ${line}`);
  say(`seed ${options.seed}, data in ${dataDir}`);
  let ok = false;
  try {
    const rows = await run({ plan, dataDir, seed: options.seed, say });
    ok = rows.every(({ verdict }) => verdict.findings.length === 0);
    console.log(`\n${table(rows)}\n`);
    if (options.json !== undefined) await writeFile(options.json, asJson(options, rows, ok));
  } finally {
    if (ok && !options.keep) rmSync(dataDir, { recursive: true, force: true });
    else console.log(`logs and data: ${dataDir} (seed ${options.seed})`);
  }
  return ok;
}

function asJson({ seed, short }: Options, rows: readonly Row[], ok: boolean): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}`;
  const rounds = rows.map(({ verdict, ...row }) => ({ ...row, ...verdict }));
  return `${JSON.stringify({ ok, machine, date: new Date().toISOString(), seed, short, rounds }, null, 2)}\n`;
}

/** Everything that was started ends with this process; the servers' folders go with them. */
function endOnSignals(dataDir: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      console.error('\ninterrupted');
      rmSync(dataDir, { recursive: true, force: true });
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
