import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startFloor } from './floor.ts';
import { measureAtRate, type Measured, type Sizes } from './measure.ts';
import { measured, whileRunning } from './measured.ts';
import { observations, observedTable, type ObservedRun } from './observed.ts';
import { startSystem } from './system.ts';
import { latency, table, type BenchRun } from './table.ts';

const help = `Usage: npm run bench [-- options]

Measures the system beside its floor (a bare pipeline with the same hops and the same durability: see
tools/bench/src/floor) in the same run on the same machine, and prints a table.

  --per-upload 1,10    events per upload; one pair of runs each
  --events N           events of a run [40000 at 1 per upload, 100000 at 10]
  --quick              a tenth of that: to see that it works, not to measure
  --observe            compares the system with itself instead: telling nothing, metrics, some traces, all traces
  --rate N             sends so many uploads a second to the system alone instead, for 10 s: how long they take
  --json FILE          also writes {"machine":…,"date":…,"runs":[{"perUpload":1,"floor":{…},"system":{…},"ratio":…}]}
`;

const { values: options } = parseArgs({
  options: {
    'per-upload': { type: 'string', default: '1,10' },
    events: { type: 'string' },
    quick: { type: 'boolean', default: false },
    observe: { type: 'boolean', default: false },
    rate: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const uploads = options['per-upload'].split(',').map(Number);
/** As many calls to Kochava at a time in the floor as in the system. */
const concurrency = 64;

function sizesFor(perUpload: number): Sizes {
  const events = Number(options.events ?? (perUpload === 1 ? 40_000 : 100_000) / (options.quick ? 10 : 1));
  return { events, devices: 2_000, concurrency: 64, latencySeconds: options.quick ? 3 : 10 };
}

async function bench(): Promise<BenchRun[]> {
  const runs: BenchRun[] = [];
  for (const perUpload of uploads) {
    const floor = await measured('floor', (dir) => startFloor(dir, concurrency), perUpload, sizesFor(perUpload));
    const system = await measured('system', (dir) => startSystem(dir, { concurrency }), perUpload, sizesFor(perUpload));
    const ratio = Math.round((system.eventsPerSecond / floor.eventsPerSecond) * 100) / 100;
    runs.push({ perUpload, floor, system, ratio });
  }
  return runs;
}

async function observe(): Promise<ObservedRun[]> {
  const runs: ObservedRun[] = [];
  for (const perUpload of uploads) {
    const systems: Record<string, Measured> = {};
    for (const each of observations) {
      systems[each.name] = await measured(
        each.name,
        (dir) => startSystem(dir, { concurrency, observation: each }),
        perUpload,
        sizesFor(perUpload),
      );
    }
    runs.push({ perUpload, systems });
  }
  return runs;
}

async function atRate(rate: number): Promise<void> {
  for (const perUpload of uploads) {
    const start = (dir: string) => startSystem(dir, { concurrency });
    const sizes = { ...sizesFor(perUpload), rate };
    const result = await whileRunning(start, (pipeline) => measureAtRate(pipeline, perUpload, sizes));
    console.log(`${rate} uploads a second, ${perUpload} per upload: ${result.eventsPerSecond} events/s`);
    console.log(`accept ms p50 / p95 / p99: ${latency(result.acceptMs)}; end to end: ${latency(result.endToEndMs)}`);
  }
}

if (options.help) {
  console.log(help);
} else if (options.rate !== undefined) {
  await atRate(Number(options.rate));
} else {
  const runs = options.observe ? await observe() : await bench();
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  console.log(
    `${machine}, ${date}\n\n${runs.map((run) => ('systems' in run ? observedTable(run) : table(run))).join('\n\n')}`,
  );
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ machine, date, runs }, null, 2)}\n`);
}
