import { type Call } from '../ledgers/call.ts';
import { type Told } from '../ledgers/told.ts';

/** How long events took from their first upload until Kochava was called for them, ms. */
export interface Delays {
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** When something was so, ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** An event's way: when it was first sent, and how long until its first call. */
interface Way {
  readonly sentAt: number;
  readonly ms: number;
}

/** Of the events that were first sent in the span; `but` = those that do not count. Pure. */
export function delaysIn(
  span: Span,
  ledgers: readonly { readonly told: Told; readonly calls: readonly Call[] }[],
  but: (calls: readonly Call[]) => boolean = () => false,
): Delays {
  const ms = ledgers
    .flatMap(({ told, calls }) => waysOf(told, calls, but))
    .filter(({ sentAt }) => sentAt >= span.from && sentAt < span.to)
    .map((way) => way.ms)
    .sort((one, other) => one - other);
  const at = (share: number): number => ms[Math.min(ms.length - 1, Math.floor(ms.length * share))] ?? 0;
  return { events: ms.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

function waysOf(told: Told, calls: readonly Call[], but: (calls: readonly Call[]) => boolean): Way[] {
  const sent = new Map<string, number>();
  for (const { ids, at } of told.attempts) {
    for (const id of ids) sent.set(id, Math.min(at, sent.get(id) ?? Infinity));
  }
  const callsOf = Map.groupBy(
    calls.filter(({ id }) => id !== null),
    ({ id }) => id,
  );
  return [...callsOf].flatMap(([id, those]) => {
    const sentAt = sent.get(id ?? '');
    if (sentAt === undefined || but(those)) return [];
    const calledAt = Math.min(...those.map(({ at }) => at));
    return [{ sentAt, ms: Math.max(0, Math.round(calledAt - sentAt)) }];
  });
}

/** Others' faults may double it. */
const mostOfBaseline = 2;

/** What is said of healthy syncs. @param noiseMs a p99 below it is none that anybody notices */
export function slowed(what: string, of: { baseline: Delays; meanwhile: Delays; noiseMs: number }): string[] {
  const { baseline, meanwhile, noiseMs } = of;
  const most = Math.max(mostOfBaseline * baseline.p99, noiseMs);
  if (baseline.events === 0 || meanwhile.events === 0) return [`${what}: nothing to compare`];
  if (meanwhile.p99 <= most) return [];
  return [`${what}: p99 ${meanwhile.p99} ms, at most ${most} ms may be (${baseline.p99} ms before)`];
}

export function delaysText({ events, p50, p99, most }: Delays): string {
  return `p50 ${p50} ms, p99 ${p99} ms, longest ${most} ms (${events} events)`;
}
