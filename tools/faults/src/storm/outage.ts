import { type Call } from '../ledgers/call.ts';
import { during, type Spell, type SpellOptions, type SpellTimes } from './spell.ts';

/** What became of a Kochava that was away. */
export interface OutageOutcome {
  readonly seconds: number;
  /** Calls a second: before, while it was away, and the most in any five seconds after it. */
  readonly before: number;
  readonly during: number;
  readonly after: number;
  /** From its return until the first call was accepted, ms; undefined = none was. */
  readonly backAfterMs: number | undefined;
  /** From the end of the load until everything was there, ms. */
  readonly drainedMs: number | undefined;
  readonly events: number;
  readonly lost: number;
  readonly twice: number;
  readonly findings: readonly string[];
}

/** The breaker tries every 30 s at the latest. */
const longestBackMs = 32_000;
const busyMs = 5_000;

const spell: Spell = {
  name: 'outage',
  rule: (app) => ({ match: { app }, reset: 'before' }),
  // With what has waited behind it.
  isOver: (calls, { to }) => calls.some(({ at, accepted }) => accepted && at >= to + busyMs),
};

/** A sync whose Kochava cuts every connection for a while. */
export async function outage(options: SpellOptions): Promise<OutageOutcome> {
  const { calls, verdict, drainedMs, ...times } = await during(spell, options);
  const { accepted: events, lost, repeats: twice } = verdict;
  const outcome = { ...callsIn(calls, times), drainedMs, events, lost, twice };
  return {
    ...outcome,
    findings: [...outageFindings(outcome), ...verdict.findings.map((each) => `${each.invariant} ${each.text}`)],
  };
}

type Rates = Pick<OutageOutcome, 'seconds' | 'before' | 'during' | 'after' | 'backAfterMs'>;

/** What Kochava saw. Pure. */
export function callsIn(calls: readonly Pick<Call, 'at' | 'accepted'>[], { loadedAt, from, to }: SpellTimes): Rates {
  const perSecond = (begin: number, end: number): number =>
    (1_000 * calls.filter(({ at }) => at >= begin && at < end).length) / Math.max(1, end - begin);
  const later = calls.filter(({ at }) => at >= to).map(({ at }) => at);
  const accepted = calls.filter((call) => call.accepted && call.at >= to).map(({ at }) => at);
  return {
    seconds: (to - from) / 1_000,
    before: perSecond(loadedAt, from),
    during: perSecond(from, to),
    after: later.reduce((most, at) => Math.max(most, perSecond(at, at + busyMs)), 0),
    backAfterMs: accepted.length === 0 ? undefined : Math.min(...accepted) - to,
  };
}

/** What does not hold. */
export function outageFindings({ before, during: meanwhile, after, backAfterMs }: Rates): string[] {
  return [
    ...(meanwhile > before / 2 ? [`${meanwhile.toFixed(1)} calls a second to a Kochava that is away: no breaker`] : []),
    ...(backAfterMs === undefined || backAfterMs > longestBackMs ? ['no call was accepted in 32 s after it'] : []),
    ...(after < before ? [`only ${after.toFixed(1)} calls a second after it, ${before.toFixed(1)} before`] : []),
  ];
}

/** For people. */
export function outageTable(outcome: OutageOutcome): string {
  const { seconds, before, during: meanwhile, after, backAfterMs, drainedMs, events, lost, twice, findings } = outcome;
  const since = (ms: number | undefined, of: string): string =>
    ms === undefined ? 'never' : `${(ms / 1_000).toFixed(1)} s after ${of}`;
  const lines: readonly (readonly [string, string])[] = [
    ['away for', `${seconds.toFixed(0)} s`],
    ['calls before', `${before.toFixed(1)}/s`],
    ['while away', `${meanwhile.toFixed(1)}/s`],
    ['busiest 5 s after', `${after.toFixed(1)}/s`],
    ['first accepted', since(backAfterMs, 'its return')],
    ['all there', since(drainedMs, 'the load')],
    ['events', `${events} accepted, ${lost} lost, ${twice} calls taken twice`],
    ['verdict', findings.length === 0 ? 'holds' : 'VIOLATED'],
  ];
  const text = lines.map(([what, value]) => `${what.padEnd(18)}  ${value}`);
  return [...text, ...findings.map((finding) => `  ${finding}`)].join('\n');
}
