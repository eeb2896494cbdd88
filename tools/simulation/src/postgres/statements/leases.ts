import { type Row, type Statement } from '../engine.ts';
import { type PostgresFaults } from '../faults.ts';
import { type View } from '../view.ts';

/** A row of `lease`. */
export interface Lease extends Row {
  readonly consumer: string;
  readonly shard: number;
  readonly subject: string;
  readonly stream: string;
  readonly stream_created: string | null;
  readonly owner: string | null;
  readonly epoch: number;
  readonly lease_until: number;
  readonly last_seq: number;
}

export function leaseKey(consumer: string, shard: number, subject: string): string {
  return `${consumer} ${shard} ${subject}`;
}

function leases(view: View, consumer: string): [string, Lease][] {
  return (view.rows('lease') as [string, Lease][]).filter(([, lease]) => lease.consumer === consumer);
}

/** `owner` has it under this epoch. */
const isHeld =
  (owner: string, shards: readonly number[], epochs: readonly number[]) =>
  ([, lease]: [string, Lease]): boolean =>
    lease.owner === owner && shards.some((shard, at) => shard === lease.shard && epochs[at] === lease.epoch);

/** The statements of `lease-store.ts`, by their names. */
export function leaseStatements(faults: PostgresFaults): Record<string, Statement> {
  return {
    heartbeat: (view, [consumer, owner, leaseMs]: [string, string, number]) => {
      view.set('member', `${consumer} ${owner}`, { consumer, owner, seen_until: view.now + leaseMs });
      return 1;
    },
    'forget silent members': (view, [consumer]: [string]) => {
      const silent = view
        .rows('member')
        .filter(([, row]) => row['consumer'] === consumer && Number(row['seen_until']) < view.now);
      for (const [key] of silent) view.set('member', key, undefined);
      return silent.length;
    },
    'renew leases': (
      view,
      [consumer, owner, leaseMs, shards, epochs]: [string, string, number, number[], number[]],
    ) => {
      const mine = leases(view, consumer)
        .filter(isHeld(owner, shards, epochs))
        .filter(([key]) => view.tryLock('lease', key));
      for (const [key, lease] of mine) view.set('lease', key, { ...lease, lease_until: view.now + leaseMs });
      return mine.length;
    },
    'survey leases': (view, [consumer, shards, subjects]: [string, number[], string[]]) => {
      const members = view
        .rows('member')
        .filter(([, row]) => row['consumer'] === consumer && Number(row['seen_until']) > view.now);
      const wanted = Map.groupBy(
        shards.map((shard, at) => ({ shard, subject: subjects[at] as string })),
        ({ shard }) => shard,
      );
      return [...wanted]
        .sort(([a], [b]) => a - b)
        .map(([shard, pairs]) => ({
          ...standing(view, { consumer, shard, pairs, members: members.length }),
          now: view.now,
        }));
    },
    'stand in line': (view, [consumer]: [string]) => {
      view.advise(`lease ${consumer}`);
      return [{}];
    },
    'insert leases': (
      view,
      [consumer, shards, subjects, streams, created, lastSeqs]: [
        string,
        number[],
        string[],
        string[],
        string[],
        number[],
      ],
    ) => {
      let inserted = 0;
      for (const [at, shard] of shards.entries()) {
        const subject = subjects[at] as string;
        const fresh = {
          consumer,
          shard,
          subject,
          stream: streams[at],
          stream_created: created[at],
          owner: null,
          epoch: 0,
        };
        const row = { ...fresh, lease_until: -Infinity, last_seq: lastSeqs[at] };
        if (view.insert('lease', leaseKey(consumer, shard, subject), row)) inserted += 1;
      }
      return inserted;
    },
    'lock leases': (view, [consumer, shards, owner]: [string, number[], string]) =>
      leases(view, consumer)
        .filter(([, lease]) => shards.includes(lease.shard) && (lease.lease_until <= view.now || lease.owner === owner))
        .filter(([key]) => view.tryLock('lease', key))
        .map(([, lease]) => lease),
    'assign leases': (view, [consumer, owner, leaseMs, shards, subjects, epochs, created, lastSeqs]: Assigned) => {
      for (const [at, shard] of shards.entries()) {
        const key = leaseKey(consumer, shard, subjects[at] as string);
        const lease = view.get('lease', key) as Lease;
        const taken = { owner, lease_until: view.now + leaseMs, epoch: epochs[at], stream_created: created[at] };
        const last_seq =
          faults.takesOverFromTheEnd === true ? (faults.lastSeqOf?.(lease.stream, lease.subject) ?? 0) : lastSeqs[at];
        view.set('lease', key, { ...lease, ...taken, last_seq });
      }
      return shards.length;
    },
    'release leases': (view, [consumer, owner, shards, epochs]: [string, string, number[], number[]]) => {
      const mine = leases(view, consumer).filter(isHeld(owner, shards, epochs));
      for (const [key, lease] of mine) view.set('lease', key, { ...lease, owner: null, lease_until: view.now });
      return mine.length;
    },
    leave: (view, [consumer, owner]: [string, string]) => {
      view.set('member', `${consumer} ${owner}`, undefined);
      return 1;
    },
  };
}

type Assigned = [string, string, number, number[], string[], number[], string[], number[]];

function standing(
  view: View,
  of: { consumer: string; shard: number; pairs: { subject: string }[]; members: number },
): Row {
  const rows = of.pairs.map(
    ({ subject }) => view.get('lease', leaseKey(of.consumer, of.shard, subject)) as Lease | undefined,
  );
  const known = rows.filter((row) => row !== undefined);
  const owners = known.flatMap(({ owner }) => (owner === null ? [] : [owner])).sort();
  return {
    shard: of.shard,
    owner: owners.at(-1) ?? null,
    epoch: Math.max(0, ...known.map(({ epoch }) => epoch)),
    free: rows.every((row) => row === undefined || row.lease_until <= view.now),
    unread: rows.some((row) => (row?.stream_created ?? null) === null),
    members: of.members,
  };
}
