import { type Call } from '../ledgers/call.ts';

/** When it was, ms since the epoch. */
export interface Phases {
  /** Kochava took everything from here on. */
  readonly loadedAt: number;
  readonly stormFrom: number;
  readonly stormTo: number;
  /** Calls a second that it took in the storm. */
  readonly allowed: number;
}

/** Calls a second, and what they are compared with. */
export interface Rates {
  readonly seconds: number;
  readonly allowed: number;
  /** Before the storm. */
  readonly before: number;
  readonly during: number;
  readonly accepted: number;
  readonly throttled: number;
  /** The most in any ten seconds of the storm, a second. */
  readonly busiest: number;
  /** From the end of the storm until calls were as many a second as before it; undefined = never. */
  readonly backAfterMs: number | undefined;
}

export const mostOfAllowed = 1.2;
export const longestBackMs = 30_000;
const windowMs = 10_000;
/** The full rate must last for so long. */
const backForMs = 2_000;
const stepMs = 250;

/** What Kochava saw. Pure. */
export function ratesOf(calls: readonly Pick<Call, 'at' | 'accepted' | 'status'>[], phases: Phases): Rates {
  const { loadedAt, stormFrom, stormTo, allowed } = phases;
  const ats = calls.map(({ at }) => at).sort((one, other) => one - other);
  const perSecond = (from: number, to: number): number =>
    (1_000 * ats.filter((at) => at >= from && at < to).length) / (to - from);
  const storm = calls.filter(({ at }) => at >= stormFrom && at < stormTo);
  const before = perSecond(loadedAt, stormFrom);
  const window = Math.min(windowMs, stormTo - stormFrom);
  return {
    seconds: (stormTo - stormFrom) / 1_000,
    allowed,
    before,
    during: perSecond(stormFrom, stormTo),
    accepted: storm.filter(({ accepted }) => accepted).length,
    throttled: storm.filter(({ status }) => status === 429).length,
    busiest: Math.max(...steps(stormFrom, stormTo - window).map((from) => perSecond(from, from + window))),
    backAfterMs: backAfter(stormTo, (ats.at(-1) ?? 0) - backForMs, (from) => {
      return perSecond(from, from + backForMs) >= 0.95 * before;
    }),
  };
}

function backAfter(stormTo: number, until: number, isBack: (from: number) => boolean): number | undefined {
  const from = until < stormTo ? undefined : steps(stormTo, until).find(isBack);
  return from === undefined ? undefined : from - stormTo;
}

function steps(from: number, to: number): number[] {
  return Array.from({ length: Math.max(1, Math.floor((to - from) / stepMs) + 1) }, (_, step) => from + step * stepMs);
}

/** What does not hold. */
export function rateFindings({ allowed, before, during, busiest, backAfterMs, throttled }: Rates): string[] {
  const most = mostOfAllowed * allowed;
  return [
    ...(throttled === 0 || before <= allowed ? ['there was no storm: nothing went beyond what is allowed'] : []),
    ...(during > most ? [`${during.toFixed(1)} calls a second, ${most.toFixed(1)} may be`] : []),
    ...(busiest > most ? [`${busiest.toFixed(1)} calls a second in ten seconds of it, ${most.toFixed(1)} may be`] : []),
    ...(backAfterMs === undefined || backAfterMs > longestBackMs ? ['not at the full rate 30 s after it'] : []),
  ];
}

/** For people. */
export function stormTable(rates: Rates): string {
  const { seconds, allowed, before, during, accepted, throttled, busiest, backAfterMs } = rates;
  const ratio = (rate: number): string => `${rate.toFixed(1)}/s, ${(rate / allowed).toFixed(2)} × what is allowed`;
  const lines: readonly (readonly [string, string])[] = [
    ['before the storm', `${before.toFixed(1)} calls/s`],
    ['allowed in the storm', `${allowed}/s for ${seconds.toFixed(0)} s`],
    ['called in the storm', ratio(during)],
    ['busiest ten seconds', ratio(busiest)],
    [
      'accepted in the storm',
      `${accepted}, ${((100 * accepted) / (allowed * seconds)).toFixed(0)} % of what is allowed`,
    ],
    ['answered 429', String(throttled)],
    ['at the full rate', backAfterMs === undefined ? 'never' : `${(backAfterMs / 1_000).toFixed(1)} s after the storm`],
  ];
  return lines.map(([what, value]) => `${what.padEnd(22)}  ${value}`).join('\n');
}
