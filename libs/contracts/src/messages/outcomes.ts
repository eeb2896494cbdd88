import { Type, type Static } from '@sinclair/typebox';
import { contract } from '../contract.ts';
import { DeviceIds, DispatchKind, Id, Millis } from '../fields.ts';

/** How a reply was read; one table, in libs/kochava. */
export const ReplyClass = Type.Union([
  Type.Literal('accepted'),
  Type.Literal('accepted-reply-not-understood'),
  Type.Literal('success-false'),
  Type.Literal('reply-not-understood'),
  Type.Literal('refused'),
  Type.Literal('credentials-refused'),
  Type.Literal('throttled'),
  Type.Literal('server-error'),
  Type.Literal('network-error'),
  Type.Literal('timeout'),
  Type.Literal('redirect'),
  Type.Literal('horizon-passed'),
]);
export type ReplyClass = Static<typeof ReplyClass>;

/** What became of one dispatch. `retry` is not an end; every entry ends in exactly one `accepted` or `dead`. */
export const Outcome = Type.Object({
  /** The entry's id. */
  id: Id,
  project: Id,
  sync: Id,
  syncVersion: Type.Integer({ minimum: 1 }),
  kind: DispatchKind,
  kochavaDeviceId: Type.String({ minLength: 1 }),
  ids: DeviceIds,
  outcome: Type.Union([Type.Literal('accepted'), Type.Literal('retry'), Type.Literal('dead')]),
  class: ReplyClass,
  /** HTTP status; null = no reply came. */
  status: Type.Union([Type.Integer(), Type.Null()]),
  /** Attempts made, this one included; 0 = it waited past the horizon without one. */
  attempts: Type.Integer({ minimum: 0 }),
  /** When the reply had ended, ms. */
  at: Millis,
  acceptedAt: Millis,
  properties: Type.Optional(Type.Record(Type.String(), Type.String())),
  traceparent: Type.Optional(Type.String()),
});
export type Outcome = Static<typeof Outcome>;

/**
 * Outcomes of dispatches whose devices fall into one shard: all that tell something new about a device. An accepted
 * event says again what an earlier one said; such repeats are left out for up to an hour. Every end, repeats included, is
 * in `outcomes.ends`.
 */
export const outcomes = contract({
  name: 'outcomes',
  version: 1,
  stream: 'OUTCOMES',
  subject: (to: { shard: number }) => `outcomes.${to.shard}`,
  schema: Type.Object({ v: Type.Literal(1), outcomes: Type.Array(Outcome, { minItems: 1 }) }),
});
export type Outcomes = Static<typeof outcomes.schema>;

/** By message id: the indexes of the entries, as their ids have them. */
export const Parts = Type.Record(Type.String(), Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1 }));

/** Entries of dispatch messages that ended alike. */
export const Ends = Type.Object({
  project: Id,
  sync: Id,
  kind: DispatchKind,
  outcome: Type.Union([Type.Literal('accepted'), Type.Literal('dead')]),
  class: ReplyClass,
  parts: Parts,
  /** The minute in which they ended: its beginning, ms. Absent in what older dispatchers told. */
  at: Type.Optional(Millis),
  /** As `parts`: for each index the bucket (`latencyBucket`) of the time from taken by ingest to ended. */
  took: Type.Optional(Parts),
  /** As `parts`: those of the indexes that took more than one attempt. */
  retried: Type.Optional(Parts),
});
export type Ends = Static<typeof Ends>;

/** Every end of every dispatch, without its details: for the books. An entry may be told again; it ended once. */
export const outcomeEnds = contract({
  name: 'outcomes.ends',
  version: 1,
  stream: 'OUTCOMES',
  subject: (_to: Record<string, never>) => 'outcomes.ends',
  schema: Type.Object({ v: Type.Literal(1), ends: Type.Array(Ends, { minItems: 1 }) }),
});
export type OutcomeEnds = Static<typeof outcomeEnds.schema>;

/** What a transaction counted. One row of counts: how many of what, and why. */
export const Count = Type.Object({
  project: Id,
  /** null = counted for the project, before any sync was looked at. */
  sync: Type.Union([Id, Type.Null()]),
  what: Type.Union([
    // transformer, per project: received = duplicate + dropped + dead + routed (of any sync that was there)
    Type.Literal('received'),
    Type.Literal('duplicate'),
    // transformer, per sync: routed = filtered + dropped + dispatched
    Type.Literal('routed'),
    Type.Literal('filtered'),
    Type.Literal('dropped'),
    Type.Literal('dispatched'),
    Type.Literal('dead'),
    // identity-linker, per sync
    Type.Literal('link-requested'),
    Type.Literal('link-suppressed'),
    Type.Literal('link-merged'),
    Type.Literal('link-withdrawn'),
    Type.Literal('link-held'),
    Type.Literal('link-released'),
    Type.Literal('link-expired'),
  ]),
  /** The rule or reason, '' where there is none. */
  reason: Type.String(),
  n: Type.Integer({ minimum: 1 }),
});
export type Count = Static<typeof Count>;

/** Counts of one transaction. `id` is the outbox id: whoever adds them up takes each id once. */
export const outcomeCounts = contract({
  name: 'outcomes.counts',
  version: 1,
  stream: 'OUTCOMES',
  subject: (_to: Record<string, never>) => 'outcomes.counts',
  schema: Type.Object({ v: Type.Literal(1), id: Id, at: Millis, counts: Type.Array(Count, { minItems: 1 }) }),
});
export type OutcomeCounts = Static<typeof outcomeCounts.schema>;
