import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { massRelease } from './mass-release/mass-release.ts';
import { massTable } from './mass-release/releases.ts';
import { help, optionsOf, type Options } from './options.ts';
import { table } from './report.ts';
import { planOf } from './rounds/plan.ts';
import { run } from './run.ts';
import { outage, outageTable } from './storm/outage.ts';
import { storm } from './storm/storm.ts';
import { stormTable } from './storm/rates.ts';

async function main(options: Options): Promise<boolean> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kochava-stream-faults-'));
  endOnSignals(dataDir);
  const began = performance.now();
  const seconds = (): string => ((performance.now() - began) / 1_000).toFixed(1).padStart(6);
  const say = (line: string): void => console.error(`${seconds()}  ${line}`);
  say(`seed ${options.seed}, data in ${dataDir}`);
  let ok = false;
  try {
    ok = await runs[options.what](options, dataDir, say);
  } finally {
    if (ok && !options.keep) rmSync(dataDir, { recursive: true, force: true });
    else console.log(`logs and data: ${dataDir} (seed ${options.seed})`);
  }
  return ok;
}

type Say = (line: string) => void;
type Run = (options: Options, dataDir: string, say: Say) => Promise<boolean>;

const runs: Readonly<Record<Options['what'], Run>> = {
  kills: killed,
  storm: async (options, dataDir, say) => await told(options, await storm({ ...options, dataDir, say }), stormTable),
  outage: async (options, dataDir, say) => await told(options, await outage({ ...options, dataDir, say }), outageTable),
  'mass-release': async (options, dataDir, say) =>
    await told(options, await massRelease({ ...options, dataDir, say }), massTable),
};

async function killed(options: Options, dataDir: string, say: Say): Promise<boolean> {
  const rows = await run({ plan: planOf(options), dataDir, seed: options.seed, say });
  const ok = rows.every(({ verdict }) => verdict.findings.length === 0);
  console.log(`\n${table(rows)}\n`);
  const rounds = rows.map(({ verdict, ...row }) => ({ ...row, ...verdict }));
  if (options.json !== undefined) await writeFile(options.json, asJson(options, { rounds }, ok));
  return ok;
}

/** Prints what was seen of Kochava's side. */
async function told<T extends { readonly findings: readonly string[] }>(
  options: Options,
  outcome: T,
  table: (outcome: T) => string,
): Promise<boolean> {
  console.log(`\n${table(outcome)}\n`);
  const ok = outcome.findings.length === 0;
  if (options.json !== undefined) await writeFile(options.json, asJson(options, { [options.what]: outcome }, ok));
  return ok;
}

function asJson({ seed, short }: Options, results: object, ok: boolean): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}`;
  return `${JSON.stringify({ ok, machine, date: new Date().toISOString(), seed, short, ...results }, null, 2)}\n`;
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
