import { parseArgs } from 'node:util';

export const help = `Usage: npm run faults [-- NAME] [options]

Runs the system as separate processes over a real nats-server and Postgres, sends events as Amplitude's SDKs do, and
does something bad meanwhile. Then compares what the clients were told with what Kochava's sandbox received and with
what the system counted. Ends with 0 only if everything holds:

  nothing that was answered 200 is lost; nothing appears that was not accepted; no IdentityLink comes before its
  device's data; Kochava takes calls twice only as often as the experiment's bound says; every upload is answered in
  time; the books are exact.

  NAME            an experiment of the list [kills]
  --list          says what there is
  --short         the short form; without a name of those that run for every change, less than six minutes together
  --all           all of them, one after the other; what cannot run here is skipped
  --only NAME     this fault of the kills only; may be given several times
  --seconds N     of the fault instead of the experiment's own
  --links N       of a mass release [20000; short: 2000]
  --seed N        of the load and of the times of the faults
  --json FILE     also writes the results as JSON; "npm run docs:reliability" makes docs/reliability.md of those in docs/reliability
  --keep          keeps the data folder (kept anyway, with the ledgers, when something does not hold)
`;

export interface Options {
  /** The experiment; undefined = whatever the form implies. */
  readonly name: string | undefined;
  readonly list: boolean;
  readonly short: boolean;
  readonly all: boolean;
  readonly only: readonly string[];
  readonly seconds: number | undefined;
  readonly links: number | undefined;
  readonly seed: number;
  readonly json: string | undefined;
  readonly keep: boolean;
  readonly help: boolean;
}

export function optionsOf(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      seconds: { type: 'string' },
      links: { type: 'string' },
      seed: { type: 'string', default: String(Math.ceil(Math.random() * 1_000_000)) },
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { list, short, all, only, json, keep } = values;
  if (positionals.length > 1) throw new Error(`one experiment at a time, not ${positionals.join(' ')}`);
  return {
    ...{ name: positionals[0], list, short, all, only, json, keep, help: values.help },
    seconds: values.seconds === undefined ? undefined : whole('--seconds', values.seconds),
    links: values.links === undefined ? undefined : whole('--links', values.links),
    seed: whole('--seed', values.seed),
  };
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new Error(`${name}: a whole number is needed, not ${text}`);
  return Number(text);
}
