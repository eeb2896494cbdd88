const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How far back a page looks. */
export const rangeNames = ['10m', '1h', '4h', '1d', '1w', '2w'] as const;
export type RangeName = (typeof rangeNames)[number];

const lengths: Readonly<Record<RangeName, number>> = {
  '10m': 10 * minuteMs,
  '1h': hourMs,
  '4h': 4 * hourMs,
  '1d': dayMs,
  '1w': 7 * dayMs,
  '2w': 14 * dayMs,
};

/** A period in whole minutes or hours, ms: from `start` up to, and without, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
}

/** Minutes are looked at for so long; what is further back comes in hours. */
const inMinutesMs = 4 * hourMs;
const keptMs = 90 * dayMs;

/** The last minutes or hours, the running one included. */
export function rangeOf(name: RangeName, now: number): Range {
  const lengthMs = lengths[name];
  const stepMs = lengthMs <= inMinutesMs ? minuteMs : hourMs;
  const end = upTo(now, stepMs);
  return { start: end - lengthMs, end, stepMs };
}

/** From one time up to another one, widened to whole steps. undefined = too long ago, or not a period. */
export function customRange(start: number, end: number, now: number): Range | undefined {
  if (!(end > start) || start < now - keptMs) return undefined;
  const stepMs = start >= now - inMinutesMs ? minuteMs : hourMs;
  return { start: start - (start % stepMs), end: upTo(Math.min(end, upTo(now, stepMs)), stepMs), stepMs };
}

/** The same length before it; in hours where minutes are not kept that long. undefined = not kept at all. */
export function before({ start, end, stepMs }: Range, now: number): Range | undefined {
  const from = start - (end - start);
  if (from < now - keptMs) return undefined;
  return { start: from, end: start, stepMs };
}

/** The beginnings of its steps. */
export function stepsOf({ start, end, stepMs }: Range): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((end - start) / stepMs)) }, (_, step) => start + step * stepMs);
}

export function isInMinutes({ stepMs }: Range): boolean {
  return stepMs === minuteMs;
}

function upTo(time: number, stepMs: number): number {
  return Math.ceil(time / stepMs) * stepMs;
}
