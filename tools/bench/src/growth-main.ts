import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { grown, type Grown, type Step } from './growth/growth.ts';

const help = `Usage: npm run bench:growth [-- options]

Events a second with 1, 2 and 4 processes of the transformer and of the dispatcher, and with 4 transformers by the number
of shards. Two cores are full of one process of each, so each of the processes that are counted gets a share of a core
only (by cgroups; needs root): what 4 of them do beside what one does is then what sharing the work costs.

  --per-upload N   events per upload [10]
  --events N       events of a run [100000]
  --json FILE      also writes {"machine":…,"date":…,"steps":[…]}
`;

const { values: options } = parseArgs({
  options: {
    'per-upload': { type: 'string', default: '10' },
    events: { type: 'string', default: '100000' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** Small enough for four of them and all the rest on two cores. */
const transformerPercent = 10;
const dispatcherPercent = 15;

const steps: readonly Step[] = [
  ...[1, 2, 4].map((processes) => {
    return { worker: 'transformer', processes, shards: 4, percent: transformerPercent } as const;
  }),
  ...[8, 16].map((shards) => ({ worker: 'transformer', processes: 4, shards, percent: transformerPercent }) as const),
  ...[1, 2, 4].map((processes) => {
    return { worker: 'kochava-dispatcher', processes, shards: 4, percent: dispatcherPercent } as const;
  }),
];

async function growth(): Promise<void> {
  const sizes = { events: Number(options.events), devices: 2_000, concurrency: 64, latencySeconds: 0 };
  const done: Grown[] = [];
  for (const step of steps) {
    const result = await grown(step, { perUpload: Number(options['per-upload']), sizes });
    done.push(result);
    const { worker, processes, shards, percent, eventsPerSecond, cpuMicrosPerEvent } = result;
    const who = `${processes} × ${worker} at ${percent} % of a core, ${shards} shards`.padEnd(58);
    console.log(`${who}${String(eventsPerSecond).padStart(7)} events/s  ${cpuMicrosPerEvent} µs per event`);
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  console.log(`\n${machine}, ${date}`);
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ machine, date, steps: done }, null, 2)}\n`);
}

if (options.help) console.log(help);
else await growth();
