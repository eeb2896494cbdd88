import { type DispatchKind, type Sample } from '@kochava-stream/contracts';
import { endpoints } from '@kochava-stream/kochava';
import { type Database } from '@kochava-stream/persistence';

/** A failure at its three stages. */
export interface ShownSample {
  readonly id: string;
  readonly kind: DispatchKind;
  readonly class: string;
  /** Of an event that could not be sent: what its class alone does not say. */
  readonly detail: string | null;
  readonly at: string;
  readonly acceptedAt: string;
  readonly attempts: number;
  readonly syncVersion: number;
  readonly insertId: string | null;
  readonly traceId: string | null;
  readonly youSent: unknown;
  readonly weSent: { method: 'POST'; path: string; userAgent: string; body: string } | null;
  readonly kochavaSaid: { status: number; body: string } | null;
}

/** How many samples there are of each class since a time. */
export async function countSamples(db: Database, sync: string, since: number): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ kind: string; class: string; n: number }>(
    'config_samples_count',
    'select kind, class, count(*)::integer as n from failure_sample where sync = $1 and at >= $2 group by kind, class',
    [sync, new Date(since)],
  );
  return new Map(rows.map((row) => [`${row.kind} ${row.class}`, row.n]));
}

/** The last ones; of one kind and class, where those are given. */
export async function loadSamples(
  db: Database,
  sync: string,
  of: { kind?: string | undefined; class?: string | undefined },
): Promise<ShownSample[]> {
  const rows = await db.query<{ sample: Sample; event: string | null }>(
    'config_samples_load',
    `select sample, event from failure_sample
      where sync = $1 and ($2::text is null or kind = $2) and ($3::text is null or class = $3)
      order by at desc, id limit 50`,
    [sync, of.kind ?? null, of.class ?? null],
  );
  return rows.map(({ sample, event }) => shown(sample, event));
}

function shown(sample: Sample, event: string | null): ShownSample {
  const { id, kind, class: reason, at, acceptedAt, attempts, syncVersion, request, reply } = sample;
  return {
    ...{ id, kind, class: reason, attempts, syncVersion },
    detail: sample.detail ?? null,
    at: new Date(at).toISOString(),
    acceptedAt: new Date(acceptedAt).toISOString(),
    insertId: sample.insertId ?? null,
    traceId: sample.traceparent?.split('-')[1] ?? null,
    youSent: event === null ? null : (JSON.parse(event) as unknown),
    weSent: request && { method: 'POST', path: endpoints[kind], ...request },
    kochavaSaid: reply,
  };
}
