import { Type, type Static } from '@sinclair/typebox';
import { contract } from '../contract.ts';
import { DeviceIds, Id, Millis } from '../fields.ts';

/**
 * An Amplitude event as ingest accepted it: Amplitude's field names; both spellings folded into one (`productId`,
 * `revenueType`, `app_version`), `$remote` resolved, `time` always there (ms).
 */
export const AmplitudeEvent = Type.Object(
  {
    event_type: Type.String({ minLength: 1 }),
    time: Type.Integer(),
    user_id: Type.Optional(Type.String()),
    device_id: Type.Optional(Type.String()),
    insert_id: Type.Optional(Type.String()),
  },
  { additionalProperties: true },
);
export type AmplitudeEvent = Static<typeof AmplitudeEvent> & Record<string, unknown>;

/** The part of one upload that fell into one shard. */
export const UploadPart = Type.Object({
  project: Id,
  /** When ingest took the upload, ms. */
  receivedAt: Millis,
  /** The client's `client_upload_time`, ms; null = the clock cannot be corrected. */
  uploadedAt: Type.Union([Type.Number(), Type.Null()]),
  /** W3C trace context of the upload, if it is traced. */
  traceparent: Type.Optional(Type.String()),
  events: Type.Array(AmplitudeEvent, { minItems: 1 }),
});
export type UploadPart = Static<typeof UploadPart>;

/** A chunk: what one or more uploads put into one shard. */
export const receivedEvents = contract({
  name: 'received.events',
  version: 1,
  stream: 'RECEIVED',
  subject: (to: { shard: number }) => `received.events.${to.shard}`,
  schema: Type.Object({ v: Type.Literal(1), uploads: Type.Array(UploadPart, { minItems: 1 }) }),
});
export type ReceivedEvents = Static<typeof receivedEvents.schema>;

/**
 * By which door it came to be known that Kochava has an install. The last three arise only from settings and requests that
 * releases without them do not know (docs/adr/0011).
 */
export const InstallSource = Type.Union([
  /** Kochava told. */
  Type.Literal('postback'),
  /** A list of installs that an operator imported. */
  Type.Literal('import'),
  /** An Amplitude event of one of the sync's `hold.installEvents`. */
  Type.Literal('install-event'),
  /** An install that Kochava accepted from a sync of the kind `install`, of the same project and app. */
  Type.Literal('install-sync'),
  /** Somebody said so of this one device. */
  Type.Literal('by-hand'),
]);
export type InstallSource = Static<typeof InstallSource>;

/** Evidence that Kochava has an install. */
export const ReceivedInstall = Type.Object({
  id: Id,
  sync: Id,
  receivedAt: Millis,
  source: InstallSource,
  kochavaDeviceId: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
  ids: DeviceIds,
});
export type ReceivedInstall = Static<typeof ReceivedInstall>;

export const receivedInstalls = contract({
  name: 'received.installs',
  version: 1,
  stream: 'RECEIVED',
  subject: (to: { shard: number }) => `received.installs.${to.shard}`,
  schema: Type.Object({ v: Type.Literal(1), installs: Type.Array(ReceivedInstall, { minItems: 1 }) }),
});
export type ReceivedInstalls = Static<typeof receivedInstalls.schema>;

/** An event that was taken once, whose request to Kochava is a dead letter: to be mapped with the sync as it is now. */
export const Replay = Type.Object({
  /** The dead letter. */
  letter: Id,
  sync: Id,
  project: Id,
  /** As in its upload. */
  receivedAt: Millis,
  uploadedAt: Type.Union([Type.Number(), Type.Null()]),
  traceparent: Type.Optional(Type.String()),
  event: AmplitudeEvent,
  /** As in its dispatch entry. */
  received: Type.Optional(Type.Object({ seq: Type.Integer({ minimum: 1 }), index: Type.Integer({ minimum: 0 }) })),
});
export type Replay = Static<typeof Replay>;

export const receivedReplays = contract({
  name: 'received.replays',
  version: 1,
  stream: 'RECEIVED',
  subject: (to: { shard: number }) => `received.replays.${to.shard}`,
  schema: Type.Object({ v: Type.Literal(1), replays: Type.Array(Replay, { minItems: 1 }) }),
});
export type ReceivedReplays = Static<typeof receivedReplays.schema>;
