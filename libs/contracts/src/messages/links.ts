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
