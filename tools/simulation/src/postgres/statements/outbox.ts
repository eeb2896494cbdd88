import { type Row, type Statement } from '../engine.ts';
import { type PostgresFaults } from '../faults.ts';
import { type View } from '../view.ts';
import { leaseKey, type Lease } from './leases.ts';

/** A row of `outbox`. */
export interface OutboxRow extends Row {
  readonly id: string;
  readonly seq: number;
  readonly consumer: string;
  readonly shards: readonly number[];
  readonly stream: string;
  readonly subject: string;
  readonly headers: string | null;
  readonly payload: Buffer;
}

type Settled = [
  consumer: string,
  owner: string,
  leaseMs: number,
  shards: number[],
  subjects: string[],
  epochs: number[],
  froms: number[],
  tos: number[],
  published: string[],
  ids: string[],
  streams: string[],
  outSubjects: string[],
  headers: (string | null)[],
  starts: number[],
  payload: Buffer,
  ofShards: number[],
  lengths: number[],
];

/** The statements of `settle.ts` and `outbox-row.ts`, by their names. */
export function outboxStatements(faults: PostgresFaults): Record<string, Statement> {
  return {
    settle: (view, values: Settled) => {
      const moved = move(view, values, faults);
      for (const id of values[8]) view.set('outbox', id, undefined);
      const rows = outboxRows(view, values);
      for (const row of rows) view.set('outbox', row.id, row);
      faults.beforeCommit?.(rows.map(({ id, stream, subject, payload }) => ({ id, stream, subject, bytes: payload })));
      return moved;
    },
    'outbox leftovers': (view, [consumer, shard]: [string, number]) => {
      if (faults.leavesLeftovers === true) return [];
      const rows = (view.rows('outbox') as [string, OutboxRow][])
        .map(([, row]) => row)
        .filter((row) => row.consumer === consumer);
      const last = Math.max(...rows.filter(({ shards }) => shards.includes(shard)).map(({ seq }) => seq));
      return rows
        .filter(({ seq }) => seq <= last)
        .sort((a, b) => a.seq - b.seq)
        .map(({ id, stream, subject, headers, payload, shards }) => {
          return {
            id,
            stream,
            subject,
            headers: headers === null ? null : (JSON.parse(headers) as unknown),
            bytes: payload,
            shards,
          };
        });
    },
    'drop published': (view, [ids]: [string[]]) => {
      for (const id of ids) view.set('outbox', id, undefined);
      return ids.length;
    },
  };
}

function move(view: View, values: Settled, faults: PostgresFaults): Row[] {
  const [consumer, owner, leaseMs, shards, subjects, epochs, froms, tos] = values;
  const moved: Row[] = [];
  for (const [at, shard] of shards.entries()) {
    const subject = subjects[at] as string;
    const key = leaseKey(consumer, shard, subject);
    const lease = view.get('lease', key) as Lease | undefined;
    const fits = lease?.owner === owner && lease.epoch === epochs[at] && lease.last_seq === froms[at];
    if (lease === undefined || !(fits || faults.noFence === true)) {
      // Who waits for the row looks at it again when it is free.
      if (lease !== undefined && lease.owner === owner) view.lock('lease', key);
      continue;
    }
    view.set('lease', key, { ...lease, last_seq: tos[at], lease_until: view.clock + leaseMs });
    moved.push({ shard, subject });
  }
  return moved;
}

function outboxRows(view: View, values: Settled): OutboxRow[] {
  const [consumer, , , , , , , , , ids, streams, subjects, headers, starts, payload, shards, lengths] = values;
  return ids.map((id, at) => {
    const start = (starts[at] as number) - 1;
    return {
      ...{ id, seq: view.next('outbox'), consumer, shards },
      ...{ stream: streams[at] as string, subject: subjects[at] as string, headers: headers[at] ?? null },
      payload: payload.subarray(start, start + (lengths[at] as number)),
    };
  });
}
