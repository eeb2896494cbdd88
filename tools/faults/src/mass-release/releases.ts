import { type Call } from '../ledgers/call.ts';
import { type Row } from '../report.ts';

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
  /** Before they were due. */
  readonly early: number;
  readonly events: { readonly sent: number; readonly came: number };
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
  const early = calls.filter(({ kind, at }) => kind === 'link' && at < dueAt).length;
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
    early,
    events: { sent: sentAt.size, came: delays.length },
    before: took((began) => began < dueAt),
    during: took((began) => began >= dueAt && began <= last),
  };
  return { ...outcome, findings: findingsOf(outcome) };
}

function delaysOf(ms: readonly number[]): Delays {
  const sorted = ms.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { events: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

function findingsOf({ missing, twice, early, events, during }: Omit<MassOutcome, 'findings'>): string[] {
  return [
    ...(missing === 0 ? [] : [`${missing} links did not come`]),
    ...(twice === 0 ? [] : [`${twice} links came twice`]),
    ...(early === 0 ? [] : [`${early} links came before they were due`]),
    ...(during.events === 0 ? ['no event came while the links were sent'] : []),
    ...(during.p99 > longestDelayMs
      ? [`events waited ${during.p99} ms (p99) while the links were sent, ${longestDelayMs} may be`]
      : []),
    ...(events.came === events.sent ? [] : [`${events.sent} events were sent, ${events.came} came`]),
  ];
}

/** Its line: an event and a link are one upload each. */
export function massRow({ links, missing, twice, early, events, drainedMs, during }: MassOutcome): Row {
  const requests = links + events.sent;
  const lost = missing + Math.max(0, events.sent - events.came);
  const verdict = { requests, accepted: requests, delivered: requests - lost, repeats: twice, lost, early };
  return {
    fault: 'mass-release',
    kills: 0,
    bound: 0,
    drainedMs,
    verdict: { ...verdict, longestMs: during.most, findings: [] },
  };
}

/** For people. */
export function massTable(outcome: MassOutcome): string {
  const { links, drainedMs, rate, missing, twice, before, during } = outcome;
  const delays = ({ events, p50, p99, most }: Delays): string =>
    `${events}: p50 ${p50} ms, p99 ${p99} ms, most ${most} ms`;
  const lines: readonly (readonly [string, string])[] = [
    ['links due at once', String(links)],
    ['all sent after', `${(drainedMs / 1_000).toFixed(1)} s, ${rate.toFixed(0)} a second`],
    ['missing, twice', `${missing}, ${twice}`],
    ['events before', delays(before)],
    ['events meanwhile', delays(during)],
  ];
  return lines.map(([what, value]) => `${what.padEnd(18)}  ${value}`).join('\n');
}
