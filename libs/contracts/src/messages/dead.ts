import { Type, type Static } from '@sinclair/typebox';
import { contract } from '../contract.ts';
import { Id, Millis } from '../fields.ts';

/** Something that will not go on by itself: who gave up, why, and everything needed to try again. */
export const deadLetters = contract({
  name: 'dead',
  version: 1,
  stream: 'DEAD',
  /** `none`: nobody could tell which sync it was for. */
  subject: (to: { sync: string | null }) => `dead.${to.sync ?? 'none'}`,
  schema: Type.Object({
    v: Type.Literal(1),
    id: Id,
    source: Type.Union([
      Type.Literal('kochava-dispatcher'),
      Type.Literal('identity-linker'),
      Type.Literal('transformer'),
      Type.Literal('config'),
    ]),
    kind: Type.Union([
      Type.Literal('event'),
      Type.Literal('link'),
      /** A message that its contract refused, or that no transaction could take. */
      Type.Literal('poison'),
    ]),
    project: Type.Union([Id, Type.Null()]),
    sync: Type.Union([Id, Type.Null()]),
    syncVersion: Type.Union([Type.Integer(), Type.Null()]),
    /** A stable reason code, e.g. a ReplyClass, `hold-expired`, `poison`. */
    reason: Type.String({ minLength: 1 }),
    /** For people; never with a payload or an identifier inside. */
    detail: Type.String(),
    /** Kochava's last reply; the body is an excerpt of at most 1,000 characters. */
    reply: Type.Union([Type.Object({ status: Type.Integer(), body: Type.String() }), Type.Null()]),
    attempts: Type.Integer({ minimum: 0 }),
    at: Millis,
    /** The dispatch entry, the held link or, for poison, the raw message (base64), as JSON text. */
    payload: Type.String(),
    traceparent: Type.Optional(Type.String()),
  }),
});
export type DeadLetter = Static<typeof deadLetters.schema>;
