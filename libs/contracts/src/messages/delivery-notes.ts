import { Type, type Static } from '@sinclair/typebox';
import { contract } from '../contract.ts';
import { DispatchKind, Id, Millis } from '../fields.ts';
import { Parts, ReplyClass } from './outcomes.ts';

/** Entries of dispatch messages whose attempt failed alike and that will be tried again. */
export const Retries = Type.Object({
  project: Id,
  sync: Id,
  kind: DispatchKind,
  class: ReplyClass,
  /** The minute in which the attempts ended: its beginning, ms. */
  at: Millis,
  /** Which attempt it was, the first one = 1: with the entry, what tells one failure from another. */
  attempt: Type.Integer({ minimum: 1 }),
  parts: Parts,
});
export type Retries = Static<typeof Retries>;

/** Every attempt that is to be repeated, without its details: for the books. An attempt may be told again; it was one. */
export const outcomeRetries = contract({
  name: 'outcomes.retries',
  version: 1,
  stream: 'OUTCOMES',
  subject: (_to: Record<string, never>) => 'outcomes.retries',
  schema: Type.Object({ v: Type.Literal(1), retries: Type.Array(Retries, { minItems: 1 }) }),
});
export type OutcomeRetries = Static<typeof outcomeRetries.schema>;

/** A sync to which one dispatcher sends nothing, and why. */
export const ClosedGate = Type.Object({
  sync: Id,
  closed: Type.Array(
    Type.Object({
      /** A stable code, e.g. `credentials-refused`; a newer dispatcher may have more of them. */
      reason: Type.String({ minLength: 1 }),
      since: Millis,
    }),
    { minItems: 1 },
  ),
});
export type ClosedGate = Static<typeof ClosedGate>;

/**
 * Everything that one dispatcher holds back now, disabled syncs aside: takes the place of what it told before. Told at every
 * change, at most once a second, and again every 20 s: a dispatcher that falls silent is gone.
 */
export const outcomeGates = contract({
  name: 'outcomes.gates',
  version: 1,
  stream: 'OUTCOMES',
  subject: (_to: Record<string, never>) => 'outcomes.gates',
  schema: Type.Object({
    v: Type.Literal(1),
    /** Of one process, from its start to its end. */
    dispatcher: Id,
    at: Millis,
    gates: Type.Array(ClosedGate),
  }),
});
export type OutcomeGates = Static<typeof outcomeGates.schema>;

/** One call that did not succeed, or an event that could not be sent, as it was: a few of many, for people to look at. */
export const Sample = Type.Object({
  id: Id,
  project: Id,
  sync: Id,
  syncVersion: Type.Integer({ minimum: 1 }),
  kind: DispatchKind,
  /** A ReplyClass, or the reason for which an event is dropped. */
  class: Type.String({ minLength: 1 }),
  /** Of a dropped event: what its reason alone does not say, without any value. */
  detail: Type.Optional(Type.String({ maxLength: 1_000 })),
  /** Attempts made, this one included; 0 = none. */
  attempts: Type.Integer({ minimum: 0 }),
  at: Millis,
  /** When ingest took the event (for a link: when it was requested). */
  acceptedAt: Millis,
  insertId: Type.Optional(Type.String()),
  /** The dispatch entry. */
  entry: Type.Optional(Id),
  /** Where its event is in the stream RECEIVED, as in the dispatch entry. */
  received: Type.Optional(Type.Object({ seq: Type.Integer({ minimum: 1 }), index: Type.Integer({ minimum: 0 }) })),
  /** What we sent, cut at 8,000 characters; null = nothing was sent. */
  request: Type.Union([Type.Object({ body: Type.String(), userAgent: Type.String() }), Type.Null()]),
  /** What Kochava said, cut at 1,000 characters; null = nothing. */
  reply: Type.Union([Type.Object({ status: Type.Integer(), body: Type.String() }), Type.Null()]),
  traceparent: Type.Optional(Type.String()),
});
export type Sample = Static<typeof Sample>;

/** At most one a minute of each sync, kind and class, from each process. */
export const outcomeSamples = contract({
  name: 'outcomes.samples',
  version: 1,
  stream: 'OUTCOMES',
  subject: (_to: Record<string, never>) => 'outcomes.samples',
  schema: Type.Object({ v: Type.Literal(1), samples: Type.Array(Sample, { minItems: 1 }) }),
});
export type OutcomeSamples = Static<typeof outcomeSamples.schema>;
