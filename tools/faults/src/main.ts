import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue, chosen, listed } from './catalogue.ts';
import { holds, type Experiment } from './experiment.ts';
import { help, optionsOf, type Options } from './options.ts';
import { report } from './report.ts';
import { repeatable, resultsOf, type Result } from './results.ts';

type Say = (line: string) => void;

/** @returns the exit code */
async function main(options: Options, args: readonly string[]): Promise<number> {
  const experiments = chosen(options);
  const runnable = experiments.filter(({ missing }) => missing?.() === undefined);
  for (const { name, missing } of experiments) {
    const why = missing?.();
    if (why !== undefined) console.log(`SKIPPED ${name}: ${why}`);
  }
  if (runnable.length === 0) return 2;
  const dataDir = mkdtempSync(join(tmpdir(), 'kochava-stream-faults-'));
  endOnSignals(dataDir);
  const began = performance.now();
  const seconds = (): string => ((performance.now() - began) / 1_000).toFixed(1).padStart(6);
  const say: Say = (line) => console.error(`${seconds()}  ${line}`);
  say(`seed ${options.seed}, data in ${dataDir}`);
  const results: Result[] = [];
  let ok = false;
  try {
    for (const each of runnable) results.push(await done(each, { options, dataDir, say }));
    const all = resultsOf(results, options.seed, repeatable(args));
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(all, null, 2)}\n`);
    ok = all.ok;
  } finally {
    if (ok && !options.keep) rmSync(dataDir, { recursive: true, force: true });
    else console.log(`logs and data: ${dataDir} (seed ${options.seed})`);
  }
  return ok ? 0 : 1;
}

/** One experiment with what is printed of it. */
async function done(experiment: Experiment, at: { options: Options; dataDir: string; say: Say }): Promise<Result> {
  const { name } = experiment;
  const { short, seed, only, links, seconds: asked, keep } = at.options;
  const seconds = asked ?? experiment.seconds[short ? 'short' : 'long'];
  const dataDir = join(at.dataDir, name);
  mkdirSync(dataDir);
  at.say(`${name}: ${experiment.says}`);
  const outcome = await experiment.run({ short, seconds, seed, dataDir, only, links, say: at.say });
  console.log(`\n${report(outcome)}\n`);
  if (holds(outcome) && !keep) rmSync(dataDir, { recursive: true, force: true });
  return { name, seconds, ...outcome };
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
async function end(args: readonly string[]): Promise<never> {
  try {
    const options = optionsOf(args);
    if (options.help || options.list) {
      console.log(options.help ? help : listed(catalogue));
      process.exit(0);
    }
    process.exit(await main(options, args));
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(1);
  }
}

await end(process.argv.slice(2));
