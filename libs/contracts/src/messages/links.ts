import { Type, type Static } from '@sinclair/typebox';
import { contract } from '../contract.ts';
import { DeviceIds, Id, Millis } from '../fields.ts';

/** Selected user properties of one device that were created or changed. */
export const LinkRequest = Type.Object({
  /** Unique per request. */
  id: Id,
  project: Id,
  sync: Id,
  /** Version of the sync this request was mapped with. */
  syncVersion: Type.Integer({ minimum: 1 }),
  kochavaDeviceId: Type.String({ minLength: 1 }),
  ids: DeviceIds,
  /** Name to text as Kochava takes it; null = the property was cleared: what is held of it is withdrawn. */
  properties: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
  /** Those of the names with null that have a value, one that may not be sent: it looks like an e-mail address. */
  refused: Type.Optional(Type.Array(Type.String())),
  requestedAt: Millis,
  traceparent: Type.Optional(Type.String()),
});
export type LinkRequest = Static<typeof LinkRequest>;

export const linksRequested = contract({
  name: 'links.requested',
  version: 1,
  stream: 'LINKS',
  subject: (to: { shard: number }) => `links.requested.${to.shard}`,
  schema: Type.Object({ v: Type.Literal(1), requests: Type.Array(LinkRequest, { minItems: 1 }) }),
});
export type LinksRequested = Static<typeof linksRequested.schema>;

/** Values that were held once: name to text and when it was requested. */
const Values = Type.Record(Type.String(), Type.Object({ value: Type.String({ minLength: 1 }), requestedAt: Millis }));

/** What an operator wants of one device; the linker decides what follows from it, if anything. */
export const LinkCommand = Type.Object({
  /** Unique per command: obeyed once. */
  id: Id,
  project: Id,
  sync: Id,
  kochavaDeviceId: Type.String({ minLength: 1 }),
  at: Millis,
  /** Who asked for it, and why. */
  who: Type.String({ minLength: 1 }),
  why: Type.String(),
  order: Type.Union([
    /** What is held goes out now, whether or not Kochava is known to have the device. */
    Type.Object({ type: Type.Literal('release') }),
    /** Values of an expired or refused link are held again. */
    Type.Object({ type: Type.Literal('reopen'), syncVersion: Type.Integer({ minimum: 1 }), properties: Values }),
  ]),
});
export type LinkCommand = Static<typeof LinkCommand>;

export const linkCommands = contract({
  name: 'links.commands',
  version: 1,
  stream: 'LINKS',
  subject: (to: { shard: number }) => `links.commands.${to.shard}`,
  schema: Type.Object({ v: Type.Literal(1), commands: Type.Array(LinkCommand, { minItems: 1 }) }),
});
export type LinkCommands = Static<typeof linkCommands.schema>;
