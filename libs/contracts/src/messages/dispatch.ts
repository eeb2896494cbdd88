import { Type, type Static } from '@sinclair/typebox';
import { contract } from '../contract.ts';
import { DeviceIds, DispatchKind, Id, Millis } from '../fields.ts';

/** One call to Kochava. */
export const DispatchEntry = Type.Object({
  /** `<message id>.<index>`: stays the same through every retry. */
  id: Id,
  project: Id,
  /** Version of the sync this was mapped with. */
  syncVersion: Type.Integer({ minimum: 1 }),
  kochavaDeviceId: Type.String({ minLength: 1 }),
  /** The identifiers inside the body: what an accepted call confirms. */
  ids: DeviceIds,
  /** The exact bytes of the request body; ASCII, as Kochava hashes it when authentication is on. */
  body: Type.String({ minLength: 2 }),
  /** The User-Agent header: `Unknown` where the body has no device user agent (Kochava, S2S without Device UA). */
  userAgent: Type.String({ minLength: 1 }),
  /** When ingest took the event (for a link: when it was requested), ms: end-to-end latency counts from here. */
  acceptedAt: Millis,
  insertId: Type.Optional(Type.String()),
  /** Where its event is in the stream RECEIVED: the chunk's sequence, and which of its events it is, counted from 0. */
  received: Type.Optional(Type.Object({ seq: Type.Integer({ minimum: 1 }), index: Type.Integer({ minimum: 0 }) })),
  /** The dead letter that it was before. */
  replayOf: Type.Optional(Id),
  /** For a link: the names and values inside, for suppression of repeats. */
  properties: Type.Optional(Type.Record(Type.String(), Type.String())),
  traceparent: Type.Optional(Type.String()),
});
export type DispatchEntry = Static<typeof DispatchEntry>;

const batch = Type.Object({
  v: Type.Literal(1),
  kind: DispatchKind,
  entries: Type.Array(DispatchEntry, { minItems: 1 }),
});

/** What one transaction of the transformer has for one sync. */
export const dispatchEvents = contract({
  name: 'dispatch.event',
  version: 1,
  stream: 'DISPATCH',
  subject: (to: { sync: string }) => `dispatch.${to.sync}.event`,
  schema: batch,
});

/** What one transaction of the identity-linker has for one sync. */
export const dispatchLinks = contract({
  name: 'dispatch.link',
  version: 1,
  stream: 'DISPATCH',
  subject: (to: { sync: string }) => `dispatch.${to.sync}.link`,
  schema: batch,
});
export type DispatchBatch = Static<typeof batch>;

/** One entry that failed and waits for its next attempt outside the window of the healthy ones. */
export const dispatchRetry = contract({
  name: 'dispatch.retry',
  version: 1,
  stream: 'DISPATCH',
  subject: (to: { sync: string }) => `dispatch.${to.sync}.retry`,
  schema: Type.Object({
    v: Type.Literal(1),
    kind: DispatchKind,
    entry: DispatchEntry,
    /** Attempts made so far, at least 1. */
    attempts: Type.Integer({ minimum: 1 }),
    firstAttemptAt: Millis,
    dueAt: Millis,
  }),
});
export type DispatchRetry = Static<typeof dispatchRetry.schema>;
