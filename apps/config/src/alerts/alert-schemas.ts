import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { channelKinds } from './channel.ts';
import { AlertRules, ruleNames } from './rules.ts';

const nullable = <S extends TSchema>(schema: S, options: { description?: string } = {}) =>
  Type.Union([schema, Type.Null()], options);
const oneOf = <T extends string>(names: readonly T[]) => Type.Union(names.map((name) => Type.Literal(name)));
const Time = Type.String({ format: 'date-time' });
const strict = { additionalProperties: false };

/** What is watched, and where it is told, as written: all of it, each time. */
export const WritableAlerts = Type.Object(
  {
    rules: AlertRules,
    channel: nullable(
      Type.Object(
        {
          kind: oneOf(channelKinds),
          url: Type.Optional(
            Type.String({ minLength: 1, maxLength: 2_000, description: 'write-only; absent keeps what is there' }),
          ),
          renewSecret: Type.Optional(
            Type.Boolean({ description: 'webhook: signs with a new secret from now on; the answer shows it once' }),
          ),
        },
        strict,
      ),
      { description: 'null = nobody is told; what fires is shown here only' },
    ),
  },
  { ...strict, $id: 'WritableAlerts' },
);
export type WritableAlerts = Static<typeof WritableAlerts>;

export const Alerts = Type.Object(
  {
    sync: Type.String(),
    rules: AlertRules,
    channel: nullable(
      Type.Object({ kind: oneOf(channelKinds), url: Type.String({ description: 'its host and last characters' }) }),
    ),
    firing: Type.Array(Type.Object({ rule: oneOf(ruleNames), since: Time })),
    notices: Type.Array(
      Type.Object({
        id: Type.String(),
        event: oneOf(['firing', 'continuing', 'resolved'] as const),
        rule: oneOf(ruleNames),
        at: Time,
        title: Type.String(),
        text: Type.String(),
        state: oneOf(['waiting', 'delivered', 'given-up', 'not-sent'] as const),
        attempts: Type.Integer({ minimum: 0 }),
        problem: nullable(Type.String()),
      }),
      { description: 'the last 50, the newest first' },
    ),
    updatedAt: nullable(Time),
    updatedBy: nullable(Type.String()),
    signingSecret: Type.Optional(
      Type.String({ description: 'only in the answer that made it: what a webhook checks signatures with' }),
    ),
  },
  { $id: 'Alerts' },
);

export const AlertTest = Type.Object(
  {
    delivered: Type.Boolean(),
    status: nullable(Type.Integer(), { description: 'what the receiver answered' }),
    problem: nullable(Type.String()),
  },
  { $id: 'AlertTest' },
);
