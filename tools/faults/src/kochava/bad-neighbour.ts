import { type Experiment, type Given, type Outcome } from '../experiment.ts';
import { type Call } from '../ledgers/call.ts';
import { delaysIn, delaysText, slowed, type Span } from './delays.ts';
import { inTown, rowsOf, type Town } from './town.ts';

const bad = 'the bad one';
const goodOnes = Array.from({ length: 9 }, (_, index) => `good ${index + 1}`);
const goodPerSecond = 10;
const badPerSecond = 10 * goodPerSecond;
const drainMs = 330_000;
/** A p99 below it is none that anybody notices: on 2 cores it is a matter of what else they do. */
const noiseMs = 150;

const down = { status: 503, delayMs: 50 };

/** One sync fails beside nine good ones; then a part of its events; then the nine fail beside it. */
export const badNeighbour: Experiment = {
  name: 'bad-neighbour',
  says: 'ten syncs, one with ten times the traffic of each other: Kochava answers 503 to the same 5 % of its events, then to all of its calls, then to all calls of the nine others and to it no more; with --short only the second',
  holds: `the p99 of the healthy ones (of the other 95 % of its events) is at most 2 × their own before, or ${noiseMs} ms`,
  seconds: { long: 40, short: 8 },
  inShort: true,
  run: neighboured,
};

async function neighboured({ short, seconds, seed, dataDir, say }: Given): Promise<Outcome> {
  const those = [
    ...goodOnes.map((name) => ({ name, eventsPerSecond: goodPerSecond })),
    { name: bad, eventsPerSecond: badPerSecond, concurrency: 32 },
  ];
  return await inTown(those, { seed, dataDir, say }, async (town) => {
    const before = await town.phase('all are well', short ? 8 : 25);
    const compared = short ? [await oneFails(town, seconds)] : await everything(town, seconds);
    await town.faults({});
    const rows = rowsOf(await town.accounts(drainMs));
    const all = await Promise.all(compared.map((each) => delaysOf(town, before, each)));
    return {
      rows,
      numbers: { delays: all },
      text: all
        .map(
          ({ what, baseline, meanwhile }) =>
            `${what}\n  before ${delaysText(baseline)}\n  then   ${delaysText(meanwhile)}`,
        )
        .join('\n'),
      findings: all.flatMap(({ what, ...those }) => slowed(what, { ...those, noiseMs })),
    };
  });
}

/** Whose events were to be as fast as before, and when. */
interface Compared {
  readonly what: string;
  readonly whose: readonly string[];
  readonly when: Span;
}

async function everything(town: Town, seconds: number): Promise<Compared[]> {
  await town.faults({ [bad]: [{ ...down, match: { shareOfBodies: 0.05 } }] });
  const part = await town.phase('the same 5 % of the events of one fail', seconds);
  const first = await oneFails(town, seconds);
  await town.faults({});
  // Its breaker closes, and what has waited goes: that is not what is looked at.
  await town.phase('all are well again', 40);
  await town.faults(Object.fromEntries(goodOnes.map((name) => [name, [down]])));
  const nine = await town.phase('nine fail', seconds);
  return [
    { what: '95 % of its events beside 5 % that fail', whose: [bad], when: part },
    first,
    { what: 'one beside nine that fail', whose: [bad], when: nine },
  ];
}

async function oneFails(town: Town, seconds: number): Promise<Compared> {
  await town.faults({ [bad]: [down] });
  return { what: 'nine beside one that fails', whose: goodOnes, when: await town.phase('one fails', seconds) };
}

async function delaysOf(town: Town, before: Span, { what, whose, when }: Compared) {
  const ledgers = await Promise.all(whose.map((name) => town.party(name).ledgers()));
  return { what, baseline: delaysIn(before, ledgers), meanwhile: delaysIn(when, ledgers, failed) };
}

/** Kochava did not take it at once. */
function failed(calls: readonly Call[]): boolean {
  return calls.some(({ status }) => status === 503);
}
