import { Type, type TSchema } from '@sinclair/typebox';
import { wantedFields } from './wanted.ts';

const Time = Type.String({ format: 'date-time' });
const orNull = <S extends TSchema>(schema: S, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
const Text = orNull(Type.String());

export const LiveQuery = Type.Object({
  ...wantedFields,
  sync: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'only steps of this sync' })),
});
export const LiveStream = Type.String({
  contentMediaType: 'text/event-stream',
  description:
    'server-sent events. `step`: { at, step, kind, sync, event, insertId, device, user, traceId, version?, attempts?, ' +
    'class?, dueAt?, body? } with step received, dispatched, retry, accepted or dead; `skipped`: { n } events, at least, of the ' +
    'last second that were too many to show; `over`: { why } before the end',
});

export const EventsQuery = Type.Object({
  ...wantedFields,
  from: Type.Optional(Type.String({ maxLength: 40, description: 'stored at or after; ISO 8601' })),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'stored before; ISO 8601' })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,15}$', description: 'the `next` of the page before' })),
});
const Event = Type.Object(
  {
    place: Type.String({ description: 'where it is stored: <sequence>.<index>' }),
    receivedAt: Time,
    storedAt: Time,
    eventTime: orNull(Time, 'as the client said; null = not a time'),
    event: Type.String(),
    insertId: Text,
    device: Text,
    user: Text,
    traceId: Text,
    body: Type.Unknown({ description: 'the event as it was accepted' }),
  },
  { $id: 'StoredEvent' },
);
export const EventList = Type.Object({
  events: Type.Array(Event, { description: 'the newest first' }),
  next: orNull(Type.String(), 'null: everything that is stored was looked at'),
  reached: orNull(Time, 'back to when was looked'),
  bytes: Type.Integer({ description: 'that were looked at' }),
});

export const WayQuery = Type.Object({
  place: Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{0,15}\\.[0-9]{1,6}$',
      description: 'the `place` of the event, where it is known',
    }),
  ),
});
const Step = Type.Object(
  {
    at: Time,
    step: Type.Union(
      ['received', 'stored', 'dispatched', 'attempt', 'accepted', 'dead', 'dead-letter', 'next-attempt'].map((name) =>
        Type.Literal(name),
      ),
    ),
    version: Type.Optional(Type.Integer({ description: 'of the sync that it was mapped with' })),
    attempt: Type.Optional(Type.Integer()),
    class: Type.Optional(Type.String()),
    status: Type.Optional(orNull(Type.Integer())),
    request: Type.Optional(Type.String({ description: 'the body that was sent' })),
    letter: Type.Optional(Type.String({ description: 'id of the dead letter' })),
    replayOf: Type.Optional(Type.String({ description: 'the dead letter that it was before' })),
  },
  { $id: 'WayStep' },
);
export const Way = Type.Object(
  {
    event: Event,
    steps: Type.Array(Step, { description: 'before any sync' }),
    syncs: Type.Array(
      Type.Object({
        sync: Type.String(),
        name: Type.String(),
        fate: Type.Union(
          ['accepted', 'dead', 'retrying', 'on-its-way', 'not-sent', 'unknown'].map((name) => Type.Literal(name)),
        ),
        why: Text,
        steps: Type.Array(Step),
      }),
    ),
    complete: Type.Boolean({ description: 'false: more is stored than was looked at' }),
  },
  { $id: 'EventWay' },
);
