import { parseArgs } from 'node:util';

export const help = `Usage: npm run faults [-- options]
       npm run faults -- storm [options]

Runs the system as separate processes over a real nats-server and Postgres, sends events as Amplitude's SDKs do, and
kills its parts meanwhile (SIGKILL). Then compares what the clients were told with what Kochava's sandbox received and
with what the system counted. Ends with 0 only if everything holds:

  nothing that was answered 200 is lost; nothing appears that was not accepted; no IdentityLink comes before its
  device's data; Kochava takes calls twice only where the dispatcher was killed, and not more than were in flight then;
  every upload is answered in time; the books are exact.

storm: Kochava takes a few calls a second and answers 429 to the rest, for five minutes. Holds if no more than 1.2 times
what it takes is called, in all and in any ten seconds, if calls are at their full rate within 30 s after it, and if
nothing is lost. --short: 15 seconds.

  --short         every part once or twice, in less than three minutes
  --only NAME     this fault only; may be given several times
  --seconds N     load per fault [45; short: 8], or of the storm [300; short: 15]
  --seed N        of the load and of the times of the kills
  --json FILE     also writes the result as JSON
  --keep          keeps the data folder (kept anyway, with the ledgers, when something does not hold)
`;

export interface Options {
  /** What is run: parts are killed, or Kochava answers 429. */
  readonly what: 'kills' | 'storm';
  readonly short: boolean;
  readonly only: readonly string[];
  readonly seconds: number;
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
      short: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      seconds: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { short, only, json, keep } = values;
  const what = asked(positionals);
  const seconds = whole('--seconds', values.seconds ?? usualSeconds(what, short));
  const seed = whole('--seed', values.seed ?? String(Math.floor(Math.random() * 1_000_000)));
  return { what, short, only, json, keep, help: values.help, seconds, seed };
}

function asked(words: readonly string[]): Options['what'] {
  if (words.length === 0) return 'kills';
  if (words.length === 1 && words[0] === 'storm') return 'storm';
  throw new Error(`not known: ${words.join(' ')}; there is "storm"`);
}

function usualSeconds(what: Options['what'], short: boolean): string {
  if (what === 'storm') return short ? '15' : '300';
  return short ? '8' : '45';
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new Error(`${name}: a whole number is needed, not ${text}`);
  return Number(text);
}
