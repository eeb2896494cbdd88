import { type Call } from '../ledgers/call.ts';

/** What was sent and when, ms since the epoch. */
export interface Mass {
  readonly links: number;
  /** From when on all links were due. */
  readonly dueAt: number;
  /** When each event was sent, by its insert_id. */
  readonly sentAt: ReadonlyMap<string, number>;
}

/** How long events took from their upload until Kochava was called, ms. */
export interface Delays {
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

export interface MassOutcome {
  readonly links: number;
  /** From when they were due until the last one was sent, ms. */
  readonly drainedMs: number;
  /** Links a second. */
  readonly rate: number;
  readonly missing: number;
  readonly twice: number;
  readonly before: Delays;
  readonly during: Delays;
  /** None = everything holds. */
  readonly findings: readonly string[];
}

/** An event waits behind some rounds of the sync's window, not behind the links that are due. */
export const longestDelayMs = 2_500;

/** What Kochava saw. Pure. */
export function massOutcome(calls: readonly Call[], { links, dueAt, sentAt }: Mass): MassOutcome {
  const sent = calls.filter(({ kind, device, at }) => kind === 'link' && device !== null && at >= dueAt);
  const devices = new Set(sent.map(({ device }) => device));
  const last = sent.reduce((latest, { at }) => Math.max(latest, at), dueAt);
  const delays = calls.flatMap(({ kind, id, at }) => {
    const began = kind === 'event' && id !== null ? sentAt.get(id) : undefined;
    return began === undefined ? [] : [{ began, ms: Math.round(at - began) }];
  });
  const took = (wanted: (began: number) => boolean): Delays =>
    delaysOf(delays.filter(({ began }) => wanted(began)).map(({ ms }) => ms));
  const outcome = {
    links,
    drainedMs: last - dueAt,
    rate: (1_000 * devices.size) / Math.max(1, last - dueAt),
    missing: links - devices.size,
    twice: sent.length - devices.size,
    before: took((began) => began < dueAt),
    during: took((began) => began >= dueAt && began <= last),
  };
  return { ...outcome, findings: [...findingsOf(outcome), ...lostOf(sentAt, delays.length)] };
}

function delaysOf(ms: readonly number[]): Delays {
  const sorted = ms.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { events: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

function findingsOf({ missing, twice, during }: Omit<MassOutcome, 'findings'>): string[] {
  return [
    ...(missing === 0 ? [] : [`${missing} links did not come`]),
    ...(twice === 0 ? [] : [`${twice} links came twice`]),
    ...(during.events === 0 ? ['no event came while the links were sent'] : []),
    ...(during.p99 > longestDelayMs
      ? [`events waited ${during.p99} ms (p99) while the links were sent, ${longestDelayMs} may be`]
      : []),
  ];
}

function lostOf(sentAt: ReadonlyMap<string, number>, came: number): string[] {
  return came === sentAt.size ? [] : [`${sentAt.size} events were sent, ${came} came`];
}

/** For people. */
export function massTable(outcome: MassOutcome): string {
  const { links, drainedMs, rate, missing, twice, before, during, findings } = outcome;
  const delays = ({ events, p50, p99, most }: Delays): string =>
    `${events}: p50 ${p50} ms, p99 ${p99} ms, most ${most} ms`;
  const lines: readonly (readonly [string, string])[] = [
    ['links due at once', String(links)],
    ['all sent after', `${(drainedMs / 1_000).toFixed(1)} s, ${rate.toFixed(0)} a second`],
    ['missing, twice', `${missing}, ${twice}`],
    ['events before', delays(before)],
    ['events meanwhile', delays(during)],
    ['verdict', findings.length === 0 ? 'holds' : 'VIOLATED'],
  ];
  const text = lines.map(([what, value]) => `${what.padEnd(18)}  ${value}`);
  return [...text, ...findings.map((finding) => `  ${finding}`)].join('\n');
}
