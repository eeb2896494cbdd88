import { parseArgs } from 'node:util';

export const help = `Usage: npm run faults [-- options]
       npm run faults -- storm [options]
       npm run faults -- outage [options]
       npm run faults -- mass-release [options]

Runs the system as separate processes over a real nats-server and Postgres, sends events as Amplitude's SDKs do, and
kills its parts meanwhile (SIGKILL). Then compares what the clients were told with what Kochava's sandbox received and
with what the system counted. Ends with 0 only if everything holds:

  nothing that was answered 200 is lost; nothing appears that was not accepted; no IdentityLink comes before its
  device's data; Kochava takes calls twice only where the dispatcher was killed, and not more than were in flight then;
  every upload is answered in time; the books are exact.

storm: Kochava takes a few calls a second and answers 429 to the rest, for five minutes. Holds if no more than 1.2 times
what it takes is called, in all and in any ten seconds, if calls are at their full rate within 30 s after it, and if
nothing is lost. --short: 15 seconds.

outage: Kochava cuts every connection, for two minutes. Holds if it is hardly called meanwhile, if calls are accepted again
within 32 s and as fast as before or faster, and if nothing is lost. --short: 20 seconds.

mass-release: so many links are held and become due at once, by an import of installs. Holds if each is sent once, and if
events that come meanwhile do not wait for them (p99 2.5 s with 16 calls at a time).

  --short         every part once or twice, in less than three minutes
  --only NAME     this fault only; may be given several times
  --seconds N     load per fault [45; short: 8], of the storm [300; short: 15], of the outage [120; short: 20]
  --links N       of a mass release [20000; short: 2000]
  --seed N        of the load and of the times of the kills
  --json FILE     also writes the result as JSON
  --keep          keeps the data folder (kept anyway, with the ledgers, when something does not hold)
`;

export interface Options {
  /** What is run: parts are killed, Kochava answers 429 or is away, or many links become due at once. */
  readonly what: 'kills' | 'storm' | 'outage' | 'mass-release';
  readonly short: boolean;
  readonly only: readonly string[];
  readonly seconds: number;
  readonly links: number;
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
      links: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { short, only, json, keep } = values;
  const what = asked(positionals);
  const seconds = whole('--seconds', values.seconds ?? usualSeconds(what, short));
  const links = whole('--links', values.links ?? (short ? '2000' : '20000'));
  const seed = whole('--seed', values.seed ?? String(Math.floor(Math.random() * 1_000_000)));
  return { what, short, only, json, keep, help: values.help, seconds, links, seed };
}

function asked(words: readonly string[]): Options['what'] {
  if (words.length === 0) return 'kills';
  const [word] = words;
  if (words.length === 1 && (word === 'storm' || word === 'outage' || word === 'mass-release')) return word;
  throw new Error(`not known: ${words.join(' ')}; there are "storm", "outage" and "mass-release"`);
}

function usualSeconds(what: Options['what'], short: boolean): string {
  if (what === 'storm') return short ? '15' : '300';
  if (what === 'outage') return short ? '20' : '120';
  return short ? '8' : '45';
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new Error(`${name}: a whole number is needed, not ${text}`);
  return Number(text);
}
