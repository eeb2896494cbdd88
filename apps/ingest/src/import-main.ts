import { importOptions, usage, WrongUsage, type ImportOptions } from './import/options.ts';
import { runImport } from './import/run-import.ts';
import { sourcesIn, type Source } from './import/sources.ts';
import { ImportState } from './import/state.ts';
import { Tally } from './import/tally.ts';
import { endsFor } from './import/try-sync.ts';

async function main(options: ImportOptions): Promise<boolean> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const sources = await sourcesIn(options.files);
  const tally = new Tally();
  const progress = progressOf(sources, tally);
  const { apiKey, url, from, to, state, dryRun, sync } = options;
  const began = performance.now();
  try {
    await runImport(sources, {
      options,
      tally,
      signal: stop.signal,
      onProgress: progress.step,
      ...(dryRun ? {} : { state: await ImportState.open(state, [apiKey, url, String(from), String(to)]) }),
      ...(sync === undefined ? {} : { endsFor: await endsFor(sync) }),
    });
  } finally {
    progress.end();
    process.stdout.write(`${tally.report({ taken: dryRun ? 'would be sent' : 'stored' })}\n`);
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const skipped = tally.skipped > 0 ? `; ${tally.skipped} lines were done before` : '';
  process.stdout.write(
    `${tally.rows} rows read, ${tally.taken} ${dryRun ? 'would be sent' : 'stored'} in ${seconds} s${skipped}\n`,
  );
  return !stop.signal.aborted;
}

/** One line that is written over on a terminal; elsewhere one every ten seconds. */
function progressOf(sources: readonly Source[], tally: Tally): { step: (source: Source) => void; end: () => void } {
  const { stderr } = process;
  let told = performance.now();
  return {
    step: (source) => {
      const now = performance.now();
      if (now - told < (stderr.isTTY ? 200 : 10_000)) return;
      told = now;
      const line = `file ${sources.indexOf(source) + 1} of ${sources.length}, ${tally.rows} rows, ${tally.taken} taken`;
      stderr.write(stderr.isTTY ? `\r${line}` : `${line}\n`);
    },
    end: () => {
      if (stderr.isTTY) stderr.write('\n');
    },
  };
}

try {
  const options = importOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(usage);
  else if (!(await main(options))) {
    process.stderr.write('stopped; the same command goes on from here\n');
    process.exitCode = 130;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof WrongUsage) process.stderr.write('npm run amplitude:import -- --help says more\n');
  process.exitCode = 1;
}
