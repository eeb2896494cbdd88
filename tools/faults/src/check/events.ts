import { type Call } from '../ledgers/call.ts';
import { type Fate } from './fates.ts';
import { findingOf, type Finding } from './finding.ts';

/** What became of the events at Kochava. */
export interface EventsFound {
  readonly delivered: number;
  readonly lost: number;
  /** Calls that Kochava took beyond the first of their event. */
  readonly repeats: number;
  readonly findings: Finding[];
}

/** Every accepted event is at Kochava if it must be there, and only then. */
export function checkEvents(fates: ReadonlyMap<string, Fate>, calls: readonly Call[]): EventsFound {
  const { taken, refused, unknown } = atKochava(fates, calls);
  const lost: string[] = [];
  const wrong: string[] = [];
  for (const [id, { made, answered }] of fates) {
    const there = { delivered: taken.has(id), refused: refused.has(id) };
    const { end } = made;
    if ((end === 'delivered' || end === 'refused') && answered > 0 && !there[end]) lost.push(id);
    if ((there.delivered && end !== 'delivered') || (there.refused && end !== 'refused')) wrong.push(`${id} (${end})`);
  }
  return {
    delivered: taken.size,
    lost: lost.length,
    repeats: [...taken.values()].reduce((sum, n) => sum + n - 1, 0),
    findings: [
      ...findingOf('I1', 'answered 200 and not at Kochava', lost),
      ...findingOf('I5', 'at Kochava though it must not be', wrong),
      ...findingOf('I5', 'at Kochava though it was never accepted', unknown),
    ],
  };
}

interface AtKochava {
  /** How often, by insert_id. */
  readonly taken: Map<string, number>;
  readonly refused: Set<string>;
  /** Nobody was told, or may think, that they were stored. */
  readonly unknown: string[];
}

function atKochava(fates: ReadonlyMap<string, Fate>, calls: readonly Call[]): AtKochava {
  const found: AtKochava = { taken: new Map(), refused: new Set(), unknown: [] };
  for (const { kind, id, accepted, status } of calls) {
    if (kind !== 'event') continue;
    const name = id ?? 'without insert_id';
    const fate = fates.get(name);
    if (fate === undefined || fate.answered + fate.ambiguous === 0) found.unknown.push(name);
    else if (accepted) found.taken.set(name, (found.taken.get(name) ?? 0) + 1);
    else if (status === 400) found.refused.add(name);
  }
  return found;
}
