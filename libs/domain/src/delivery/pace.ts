/**
 * How fast one sync calls, learned from the replies by additive increase and multiplicative decrease. Two bounds: calls at
 * a time, which shrinks when Kochava answers 429 or slows down; and calls a second, which there is only after a 429, since
 * one quick call at a time may already be too many.
 */
export interface Pace {
  /** Calls at a time, a fraction: what may run is its whole part. */
  readonly window: number;
  /** Calls a second; Infinity = as many as the window makes. */
  readonly rate: number;
  /** When a 429 cut it last, ms; -Infinity = never. */
  readonly cutAt: number;
  /** Accepted calls since then. */
  readonly acceptedSinceCut: number;
  /** When the first of them ended, ms; Infinity = there is none yet. */
  readonly calmSince: number;
  /** When the rate was raised last, ms. */
  readonly raisedAt: number;
  readonly latency: Latency;
}

/** How long accepted calls take, ms: lately, and as a rule. 0 = not known. */
interface Latency {
  readonly lately: number;
  readonly usual: number;
  /** When the last call of them ended, ms. */
  readonly knownAt: number;
  /** When the window shrank for it last, ms. */
  readonly shrunkAt: number;
}

/** An accepted call, ms. */
export interface TimedCall {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Without a 429 for this long, Kochava takes more than it did: the pace doubles, instead of feeling its way up. */
const calmMs = 10_000;
/** Doubling for this long makes 1,000 of 1: there is no bound any more. */
const doublingMs = 5_000;
const doubledEveryMs = 500;
const lowestRate = 1;
/** What was accepted over longer than this says nothing of how much is. */
const longestMeasureMs = 30_000;
/** While it feels its way up: of the rate, in a second. */
const raisedByPerSecond = 0.04;

export function paceAtFirst(limit: number): Pace {
  const latency = { lately: 0, usual: 0, knownAt: -Infinity, shrunkAt: -Infinity };
  const never = { cutAt: -Infinity, calmSince: -Infinity, raisedAt: -Infinity };
  return { window: limit, rate: Infinity, acceptedSinceCut: 0, ...never, latency };
}

/** The sync may make so many calls at a time at most from now on. */
export function paceWithin(pace: Pace, before: number, limit: number): Pace {
  const window = limit > before && pace.window >= before ? limit : Math.min(pace.window, limit);
  return { ...pace, window };
}

/** After an accepted call. @param limit calls at a time, at most */
export function paceAccepted(pace: Pace, call: TimedCall, limit: number): Pace {
  const { endedAt } = call;
  const calmSince = Math.min(pace.calmSince, endedAt);
  const latency = latencyAfter(pace.latency, call);
  const isSlow = slow(latency);
  const isCalm = endedAt - calmSince >= calmMs;
  const shrinks = isSlow && call.startedAt > latency.shrunkAt;
  return {
    ...pace,
    calmSince,
    acceptedSinceCut: pace.acceptedSinceCut + 1,
    window: windowAfter(pace.window, limit, shrinks ? 'shrinks' : isSlow ? 'stays' : isCalm ? 'doubles' : 'grows'),
    rate: rateAfter(pace, endedAt - calmSince, endedAt),
    raisedAt: Math.max(pace.raisedAt, endedAt),
    latency: shrinks ? { ...latency, shrunkAt: endedAt } : latency,
  };
}

/**
 * After a 429. The first one for long says that it was too fast, not by how much. From the next one on the rate is what
 * was accepted since the one before, and a bit more; and at most four fifths of what it was.
 */
export function paceThrottled(pace: Pace, at: number): Pace {
  const elapsed = at - pace.cutAt;
  const taken = elapsed > longestMeasureMs ? Infinity : (1_250 * pace.acceptedSinceCut) / Math.max(1_000, elapsed);
  return {
    ...pace,
    window: Math.max(1, pace.window / 2),
    rate: Math.max(lowestRate, Math.min(pace.rate * 0.8, taken)),
    cutAt: at,
    acceptedSinceCut: 0,
    calmSince: Infinity,
    raisedAt: at,
  };
}

function rateAfter({ rate, raisedAt }: Pace, calmFor: number, now: number): number {
  if (!Number.isFinite(rate)) return rate;
  if (calmFor >= calmMs + doublingMs) return Infinity;
  const elapsed = Math.max(0, now - raisedAt);
  if (calmFor >= calmMs) return rate * 2 ** (elapsed / doubledEveryMs);
  return rate + (Math.max(0.5, rate * raisedByPerSecond) * elapsed) / 1_000;
}

type WindowStep = 'grows' | 'doubles' | 'stays' | 'shrinks';

/** One more per window of accepted calls; or one more per accepted call, which doubles it. */
function windowAfter(window: number, limit: number, step: WindowStep): number {
  switch (step) {
    case 'grows':
      return Math.min(limit, window + 1 / Math.max(1, window));
    case 'doubles':
      return Math.min(limit, window + 1);
    case 'stays':
      return window;
    case 'shrinks':
      return Math.min(window, Math.max(1, limit / 4, window * 0.75));
  }
}

/** Lately: the last ten calls or so. As a rule: the last minute or so, however many calls it had. */
const newInLately = 0.1;
const usualOverMs = 60_000;
const slowByMs = 250;

function latencyAfter(latency: Latency, { startedAt, endedAt }: TimedCall): Latency {
  const took = Math.max(0, endedAt - startedAt);
  const { lately, usual } = latency;
  const knownAt = Math.max(latency.knownAt, endedAt);
  if (!Number.isFinite(latency.knownAt)) return { ...latency, lately: took, usual: took, knownAt };
  const newInUsual = Math.min(1, (knownAt - latency.knownAt) / usualOverMs);
  return {
    ...latency,
    knownAt,
    lately: lately + (took - lately) * newInLately,
    usual: usual + (took - usual) * newInUsual,
  };
}

/**
 * Twice as slow as it is as a rule, and by more than chance: fewer calls at a time then, down to a quarter. What stays slow
 * becomes the rule: slowness alone does not say that the calls are too many.
 */
function slow({ lately, usual }: Latency): boolean {
  return lately > 2 * usual + slowByMs;
}
