import { parseArgs } from 'node:util';

export const help = `Usage: npm run soak [-- options]

Runs the system as five processes over a real nats-server and Postgres at a steady load, for as long as it is told to,
and looks every few seconds at what could grow: memory, file descriptors, the delay of the event loops, what waits,
tables, streams, and what the logs say. Ends with 0 only if all of it holds:

  no unhandled rejection, no warning of Node's, no error in a log, no process that ended;
  memory, file descriptors and what waits do not rise; event loops are on time;
  tables and streams grow with the events only: as many rows and bytes per event at the end as at the beginning;
  everything that was answered 200 is at Kochava, once, and the books are exact (the judge of \`npm run faults\`).

  --minutes N              how long [30]
  --events-per-second N    [200]
  --every N                seconds between two looks [5]
  --lap N                  minutes after which what was sent is judged and forgotten here, while the load goes on with
                           another project: the ledgers take about 1 kB per event [60]
  --seed N                 of the load
  --json FILE              also writes everything that was seen
  --docs DIR               also writes DIR/soak.md and its charts, DIR/soak/*.svg
  --keep                   keeps the data folder (kept anyway when something does not hold)
`;

export interface SoakOptions {
  readonly minutes: number;
  readonly eventsPerSecond: number;
  readonly every: number;
  readonly lap: number;
  readonly seed: number;
  readonly json: string | undefined;
  readonly docs: string | undefined;
  readonly keep: boolean;
  readonly help: boolean;
}

export function soakOptionsOf(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '30' },
      'events-per-second': { type: 'string', default: '200' },
      every: { type: 'string', default: '5' },
      lap: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      docs: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { json, docs, keep } = values;
  return {
    ...{ json, docs, keep, help: values.help },
    minutes: positive('--minutes', values.minutes),
    eventsPerSecond: positive('--events-per-second', values['events-per-second']),
    every: positive('--every', values.every),
    lap: positive('--lap', values.lap),
    seed: positive('--seed', values.seed),
  };
}

function positive(name: string, text: string): number {
  if (!/^\d{1,7}(\.\d+)?$/.test(text) || Number(text) === 0)
    throw new Error(`${name}: a number is needed, not ${text}`);
  return Number(text);
}
