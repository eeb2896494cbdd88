import { type Experiment } from '../experiment.ts';
import { type Call } from '../ledgers/call.ts';
import { during, spellRow, type Spell, type SpellTimes } from './spell.ts';

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
export const outage: Experiment = {
  name: 'outage',
  says: 'Kochava cuts every connection, under 100 events/s',
  holds:
    'it is hardly called meanwhile; calls are accepted again within 32 s and as fast as before or faster; no call is taken twice',
  seconds: { long: 120, short: 20 },
  inShort: false,
  run: async (given) => {
    const outcome = await during(spell, given);
    const rates = callsIn(outcome.calls, outcome);
    return {
      rows: [spellRow(spell, outcome)],
      text: outageTable(rates),
      numbers: rates,
      findings: outageFindings(rates),
    };
  },
};

interface Rates {
  readonly seconds: number;
  /** Calls a second: before, while it was away, and the most in any five seconds after it. */
  readonly before: number;
  readonly during: number;
  readonly after: number;
  /** From its return until the first call was accepted, ms; undefined = none was. */
  readonly backAfterMs: number | undefined;
}

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
export function outageTable({ seconds, before, during: meanwhile, after, backAfterMs }: Rates): string {
  const lines: readonly (readonly [string, string])[] = [
    ['away for', `${seconds.toFixed(0)} s`],
    ['calls before', `${before.toFixed(1)}/s`],
    ['while away', `${meanwhile.toFixed(1)}/s`],
    ['busiest 5 s after', `${after.toFixed(1)}/s`],
    ['first accepted', backAfterMs === undefined ? 'never' : `${(backAfterMs / 1_000).toFixed(1)} s after its return`],
  ];
  return lines.map(([what, value]) => `${what.padEnd(18)}  ${value}`).join('\n');
}
