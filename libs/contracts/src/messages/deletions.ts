import { Type, type Static } from '@sinclair/typebox';
import { contract } from '../contract.ts';
import { deviceIdKinds, Id, Millis } from '../fields.ts';

const Kind = Type.Union(deviceIdKinds.map((kind) => Type.Literal(kind)));
const Ids = Type.Array(Type.String({ minLength: 1 }));

/** People and devices that are to be forgotten. Asked of every shard, since a user's devices are spread over all of them. */
export const DeletionAsk = Type.Object({
  job: Id,
  /** Unique within the job; the answer names it. Asked again, it says the same. */
  ask: Id,
  project: Id,
  /** When it was requested: what came before is forgotten, what comes after is suppressed. */
  at: Millis,
  /** As apps send them: `user_id`, `device_id`. */
  userIds: Ids,
  deviceIds: Ids,
  /** The job is over: what was remembered for its sake goes too, and nothing is answered. */
  over: Type.Boolean(),
});
export type DeletionAsk = Static<typeof DeletionAsk>;

export const receivedDeletions = contract({
  name: 'received.deletions',
  version: 1,
  stream: 'RECEIVED',
  subject: (to: { shard: number }) => `received.deletions.${to.shard}`,
  schema: Type.Object({ v: Type.Literal(1), deletions: Type.Array(DeletionAsk, { minItems: 1 }) }),
});

/** What Kochava may know the person by: devices of one shard, and ids that any device may have. */
export const LinkDeletion = Type.Object({
  job: Id,
  ask: Id,
  project: Id,
  at: Millis,
  devices: Type.Array(
    Type.Object({
      sync: Id,
      kochavaDeviceId: Type.String({ minLength: 1 }),
      /** false: the device of a user; somebody else may use it later. */
      always: Type.Boolean(),
    }),
  ),
  ids: Type.Array(Type.Object({ sync: Id, kind: Kind, value: Type.String({ minLength: 1 }) })),
});
export type LinkDeletion = Static<typeof LinkDeletion>;

export const linkDeletions = contract({
  name: 'links.deletions',
  version: 1,
  stream: 'LINKS',
  subject: (to: { shard: number }) => `links.deletions.${to.shard}`,
  schema: Type.Object({ v: Type.Literal(1), deletions: Type.Array(LinkDeletion, { minItems: 1 }) }),
});

/** What an ask has done. */
export const outcomeDeletions = contract({
  name: 'outcomes.deletions',
  version: 1,
  stream: 'OUTCOMES',
  subject: (_to: Record<string, never>) => 'outcomes.deletions',
  schema: Type.Object({
    v: Type.Literal(1),
    job: Id,
    ask: Id,
    by: Type.Union([Type.Literal('transformer'), Type.Literal('identity-linker')]),
    /** What was asked of others because of it: they answer too. */
    asks: Type.Array(Id),
    /** How many rows of what are gone. */
    counts: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
    /** Every id that belongs to the deleted, in whatever space: where else one stands is to be forgotten too. */
    found: Type.Array(Type.Object({ value: Type.String({ minLength: 1 }), always: Type.Boolean() })),
  }),
});
export type OutcomeDeletion = Static<typeof outcomeDeletions.schema>;
