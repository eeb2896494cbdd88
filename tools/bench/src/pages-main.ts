import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fill } from './pages/fill.ts';
import { measurePages } from './pages/measure.ts';
import { startStage } from './pages/stage.ts';

const help = `Usage: node tools/bench/dist/pages-main.js [options]

Fills the rollups with outcomes, as config counts them, and measures how fast it answers the pages that show numbers.
Exit code 1 when a page of the console took longer than 300 ms at its 95th percentile; what only the API gives, 90 days hour
by hour, is shown beside.

  --outcomes N   how many ends of dispatches [10000000]
  --syncs N      spread over so many syncs of one project [20]
  --requests N   of each page [40]
`;

const most = 300;
const { values: options } = parseArgs({
  options: {
    outcomes: { type: 'string', default: '10000000' },
    syncs: { type: 'string', default: '20' },
    requests: { type: 'string', default: '40' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function bench(): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'kochava-stream-pages-'));
  const stage = await startStage(dir, Number(options.syncs));
  try {
    const began = performance.now();
    const outcomes = await fill(stage, Number(options.outcomes), (line) => process.stderr.write(`\r${line} `));
    const seconds = (performance.now() - began) / 1_000;
    console.error(`\n${outcomes} outcomes counted in ${Math.round(seconds)} s`);
    const [size] = await stage.db.query<{ minutes: number; hours: number; size: string }>(
      'bench_size',
      `select (select count(*)::integer from rollup_minute) as minutes, (select count(*)::integer from rollup_hour) as hours,
        pg_size_pretty(pg_total_relation_size('rollup_minute') + pg_total_relation_size('rollup_hour')) as size`,
    );
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, load ${loadavg()[0]?.toFixed(1)}`;
    console.log(
      `${machine}; ${outcomes} outcomes, ${options.syncs} syncs; rollups ${size?.minutes} + ${size?.hours} rows, ${size?.size}\n`,
    );
    const pages = await measurePages(stage, Number(options.requests));
    console.log('| page | ms p50 | p95 | max | kB |\n| --- | --- | --- | --- | --- |');
    for (const { page, p50, p95, max, bytes } of pages) {
      console.log(`| ${page} | ${p50} | ${p95} | ${max} | ${Math.round(bytes / 1_000)} |`);
    }
    return pages.every(({ page, p95 }) => p95 <= most || page.includes('90 days'));
  } finally {
    await stage.close();
    await rm(dir, { recursive: true, force: true });
  }
}

if (options.help) console.log(help);
else if (!(await bench())) process.exitCode = 1;
