import { type ClosedGate } from '@kochava-stream/contracts';
import { type Queryable } from '@kochava-stream/persistence';

/** A dispatcher tells every 20 s what it holds back: who missed three of them is gone. */
const freshMs = 65_000;

/** What the dispatchers that are there hold back. */
export interface Gates {
  /** How many dispatchers there are. */
  readonly dispatchers: number;
  /** By sync: why nothing is sent, and since when, ms. */
  readonly closed: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** @param now ms */
export async function loadGates(db: Queryable, now: number): Promise<Gates> {
  const reports = await db.query<{ gates: ClosedGate[] }>(
    'config_gates_load',
    'select gates from gate_report where at > $1',
    [new Date(now - freshMs)],
  );
  const closed = new Map<string, Map<string, number>>();
  for (const { sync, closed: reasons } of reports.flatMap(({ gates }) => gates)) {
    const known = closed.get(sync) ?? new Map<string, number>();
    for (const { reason, since } of reasons) known.set(reason, Math.min(since, known.get(reason) ?? since));
    closed.set(sync, known);
  }
  return { dispatchers: reports.length, closed };
}
