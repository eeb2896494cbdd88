import { Type, type Static } from '@sinclair/typebox';
import { contract } from '../contract.ts';
import { Id, Millis } from '../fields.ts';

/** A name that a project's traffic has shown. Of values only their types travel, so that nothing of a person does. */
export const SeenName = Type.Object({
  project: Id,
  kind: Type.Union([
    Type.Literal('event'),
    Type.Literal('event-property'),
    Type.Literal('user-property'),
    Type.Literal('group'),
    /** A field of the event itself, such as `platform` or `idfa`. */
    Type.Literal('field'),
  ]),
  name: Type.String({ minLength: 1, maxLength: 256 }),
  /** Of the value that came with it; of an event, `event`. */
  type: Type.Union([
    Type.Literal('event'),
    Type.Literal('text'),
    Type.Literal('number'),
    Type.Literal('flag'),
    Type.Literal('list'),
    Type.Literal('object'),
  ]),
  /** The value, of fields that many devices share, such as `country`. */
  example: Type.Optional(Type.String({ maxLength: 100 })),
  at: Millis,
});
export type SeenName = Static<typeof SeenName>;

/** What the traffic of the projects looks like, for whoever sets up a sync. May be lost: it comes again within the hour. */
export const outcomeSeen = contract({
  name: 'outcomes.seen',
  version: 1,
  stream: 'OUTCOMES',
  subject: (_to: Record<string, never>) => 'outcomes.seen',
  schema: Type.Object({ v: Type.Literal(1), seen: Type.Array(SeenName, { minItems: 1 }) }),
});
export type OutcomeSeen = Static<typeof outcomeSeen.schema>;
