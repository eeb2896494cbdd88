import { parseArgs } from 'node:util';

export const help = `Usage: npm run upgrade [-- options]

Upgrades a system that works and takes the upgrade back: two processes of each service over a real nats-server and
Postgres, replaced one at a time as Kubernetes does, while clients send events as Amplitude's SDKs do.

The older release is this checkout. The newer one is a copy of it with a small change: \`links.requested\` gets a new
version with a field that the newer transformer writes and the newer linker keeps in a new column; migrations add it,
and a column to every table. They run while the older release works, and stay when it comes back.

Ends with 0 only if nothing is lost, no link comes early, nothing comes twice, the books are exact, every upload is
answered 200 or 429, every process ends by itself, and each release has read what the other one wrote.

  --short         one process of each service, less load: about a minute
  --from REF      the older release is this commit, installed and built; the newer one is this checkout
  --break NAME    what must not pass. contract: the older release refuses newer messages; migration: the newer one's
                  migrations drop a column that the older one uses
  --rate N        events per second [200; short: 100]
  --seed N        of the load
  --json FILE     also writes the result as JSON
  --keep          keeps the folder with logs and data (kept anyway when something does not hold)
`;

/** What can be broken on purpose, to see that it is found. */
export const breakages = ['contract', 'migration'] as const;
export type Breakage = (typeof breakages)[number];

export interface Options {
  readonly short: boolean;
  readonly from: string | undefined;
  readonly breakage: Breakage | undefined;
  readonly rate: number;
  readonly seed: number;
  readonly json: string | undefined;
  readonly keep: boolean;
  readonly help: boolean;
}

/** @throws Error that says which option is wrong */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      from: { type: 'string' },
      break: { type: 'string' },
      rate: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { short, from, json, keep } = values;
  if (from !== undefined && values.break !== undefined) throw new Error('--break: only without --from');
  const rate = whole('--rate', values.rate ?? (short ? '100' : '200'));
  const seed = whole('--seed', values.seed ?? String(1 + Math.floor(Math.random() * 1_000_000)));
  return { short, from, breakage: breakageOf(values.break), rate, seed, json, keep, help: values.help };
}

function breakageOf(name: string | undefined): Breakage | undefined {
  const found = breakages.find((each) => each === name);
  if (name !== undefined && found === undefined)
    throw new Error(`--break: one of ${breakages.join(', ')}, not ${name}`);
  return found;
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new Error(`${name}: a whole number is needed, not ${text}`);
  return Number(text);
}
