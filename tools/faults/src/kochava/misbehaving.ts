import { type Experiment, type Given, type Outcome } from '../experiment.ts';
import { type Call } from '../ledgers/call.ts';
import { goalMb, peaksOf, peaksText, tooMuch } from '../stage/memory.ts';
import { delaysIn, delaysText, slowed, type Span } from './delays.ts';
import { openElsewhere } from './elsewhere.ts';
import { manners } from './manners.ts';
import { rowsOf, inTown, type Town } from './town.ts';

const healthy = 'healthy';
const healthyPerSecond = 40;
const perSecond = 5;
/** Few, so that calls which hang are felt. */
const concurrency = 8;
/** The last of what failed comes again after its wait. */
const drainMs = 330_000;
/** A call ends in 20 s; it is looked after four times a second, on a machine that has other work. */
export const longestCallMs = 20_000 + 1_500;

/** A Kochava that misbehaves in every way at once, towards a sync each, beside one that it behaves to. */
export const misbehaving: Experiment = {
  name: 'misbehaving',
  says: '13 syncs whose Kochava answers with 5xx, nothing, a byte a second, endless heads, 2 GB, a gzip bomb, resets before and after it took the call, 30 kinds of 200 that are none, redirects; all at once, beside one healthy sync',
  holds: `the healthy one's p99 is at most 2 × its own before (or 150 ms); every call ends within 20 s; no redirect is followed; only what Kochava took and cut off is repeated; the dispatcher stays below ${goalMb} MB`,
  seconds: { long: 60, short: 12 },
  inShort: false,
  run: misbehaved,
};

async function misbehaved({ short, seconds, seed, dataDir, say }: Given): Promise<Outcome> {
  const elsewhere = await openElsewhere();
  try {
    const ways = manners(elsewhere.url);
    const those = [
      { name: healthy, eventsPerSecond: healthyPerSecond, concurrency: 32 },
      ...ways.map(({ name }) => ({ name, eventsPerSecond: perSecond, concurrency })),
    ];
    return await inTown(those, { seed, dataDir, say }, async (town) => {
      const before = await town.phase('Kochava behaves', short ? 8 : 25);
      await town.faults(Object.fromEntries(ways.map(({ name, rules }) => [name, rules])));
      const meanwhile = await town.phase('Kochava misbehaves', seconds);
      await town.faults({});
      // Calls that hang do so until their time is over.
      const accounts = await town.accounts(drainMs);
      const findings = [
        ...(elsewhere.came === 0 ? [] : [`redirects were followed: ${elsewhere.came} connections`]),
        ...(await callFindings(town, meanwhile)),
      ];
      return await judged(town, { before, meanwhile }, { rows: rowsOf(accounts), findings });
    });
  } finally {
    await elsewhere.close();
  }
}

async function judged(town: Town, { before, meanwhile }: Record<'before' | 'meanwhile', Span>, so: Outcome) {
  const ledgers = [await town.party(healthy).ledgers()];
  const baseline = delaysIn(before, ledgers);
  const beside = delaysIn(meanwhile, ledgers);
  const peaks = peaksOf(town.stage.processes);
  const longest = longestOf(await callsOf(town));
  return {
    rows: so.rows,
    numbers: { baseline, beside, longestCallMs: longest, peakMb: peaks },
    text: [
      `healthy before      ${delaysText(baseline)}`,
      `healthy beside them ${delaysText(beside)}`,
      `longest call        ${Math.round(longest)} ms`,
      `most in memory      ${peaksText(peaks)}`,
    ].join('\n'),
    findings: [
      ...so.findings,
      ...slowed('the healthy sync', { baseline, meanwhile: beside, noiseMs: 150 }),
      ...tooMuch({ 'kochava-dispatcher': peaks['kochava-dispatcher'] ?? 0 }, goalMb),
    ],
  };
}

async function callsOf({ parties, archive }: Town): Promise<Call[]> {
  return (await Promise.all(parties.map(({ app }) => archive.callsOf(app)))).flat();
}

function longestOf(calls: readonly Call[]): number {
  return calls.reduce((longest, { at, overAt = at }) => Math.max(longest, overAt - at), 0);
}

/** Every fault was one, and no call went on for too long. */
async function callFindings({ parties, archive }: Town, { from, to }: Span): Promise<string[]> {
  const findings: string[] = [];
  for (const { name, app } of parties) {
    const calls = await archive.callsOf(app);
    const failed = calls.filter(({ at, status, endedAt, accepted }) => {
      return at >= from && at < to && status !== 400 && (!accepted || endedAt === null);
    });
    if (name !== healthy && failed.length === 0) findings.push(`${name}: no call met it`);
    const longest = longestOf(calls);
    if (longest > longestCallMs) findings.push(`${name}: a call went on for ${Math.round(longest)} ms`);
  }
  return findings;
}
