import { Type, type Static } from '@sinclair/typebox';
import { contract } from '../contract.ts';
import { DispatchKind, Id, Millis } from '../fields.ts';
import { ReplyClass } from './outcomes.ts';

/** One call to Kochava that somebody makes by hand to try a sync out. It is in no count and confirms no device. */
export const dispatchTests = contract({
  name: 'dispatch.test',
  version: 1,
  stream: 'DISPATCH',
  subject: (to: { sync: string }) => `dispatch.${to.sync}.test`,
  schema: Type.Object({
    v: Type.Literal(1),
    test: Type.Literal(true),
    id: Id,
    sync: Id,
    kind: DispatchKind,
    /** The exact bytes of the request body. */
    body: Type.String({ minLength: 2 }),
    userAgent: Type.String({ minLength: 1 }),
    /** Signed with the sync's stored credentials. */
    signed: Type.Boolean(),
    /** ms; after it nobody waits for the answer any more, and nothing is sent. */
    expiresAt: Millis,
  }),
});
export type DispatchTest = Static<typeof dispatchTests.schema>;

/** What became of a test. */
export const outcomeTests = contract({
  name: 'outcomes.tests',
  version: 1,
  stream: 'OUTCOMES',
  subject: (_to: Record<string, never>) => 'outcomes.tests',
  schema: Type.Object({
    v: Type.Literal(1),
    id: Id,
    sync: Id,
    /** Where it went: scheme, host and path. */
    url: Type.String(),
    /** How the reply was read; null = nothing was sent. */
    class: Type.Union([ReplyClass, Type.Null()]),
    /** null = no reply came. */
    status: Type.Union([Type.Integer(), Type.Null()]),
    /** The beginning of the reply's body. */
    reply: Type.String(),
    /** Why nothing was sent. */
    problem: Type.Optional(Type.String()),
    startedAt: Millis,
    endedAt: Millis,
  }),
});
export type OutcomeTest = Static<typeof outcomeTests.schema>;
