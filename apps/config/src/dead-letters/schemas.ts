import { Type } from '@sinclair/typebox';
import { LetterFilter } from './filter.ts';

const strict = { additionalProperties: false };
const Time = Type.String({ format: 'date-time' });
const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()]);
const Text = orNull(Type.String());

const State = Type.Union([Type.Literal('waiting'), Type.Literal('replayed'), Type.Literal('deleted')]);
const Kind = Type.Union([Type.Literal('event'), Type.Literal('link'), Type.Literal('poison')]);
const Hindrance = Type.Union([Type.Literal('no-request'), Type.Literal('no-event'), Type.Literal('event-wanted')], {
  description:
    'no-request: nothing was kept that could be sent; no-event: the event is not stored any more, only its request; ' +
    'event-wanted: the event is being fetched, try again in a moment',
});

export const LettersPage = Type.Object({
  ...LetterFilter.properties,
  state: Type.Union([Type.Literal('waiting'), Type.Literal('replayed'), Type.Literal('deleted')], {
    default: 'waiting',
  }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,15}$', description: 'the `next` of the page before' })),
});
export const GroupsQuery = Type.Object({ state: LettersPage.properties.state });

const listed = {
  id: Type.String(),
  kind: Kind,
  source: Type.String({ description: 'the service that gave up' }),
  reason: Type.String(),
  detail: Type.String(),
  syncVersion: orNull(Type.Integer()),
  attempts: Type.Integer(),
  at: Time,
  acceptedAt: orNull(Time),
  device: Text,
  insertId: Text,
  reply: orNull(Type.Object({ status: Type.Integer(), body: Type.String() })),
  traceId: Text,
  state: State,
  replay: orNull(Type.String({ description: 'the replay that took it' })),
  replayOf: orNull(Type.String({ description: 'the letter that it was before' })),
  settledAt: orNull(Time),
  hindered: Type.Object(
    { current: orNull(Hindrance), original: orNull(Hindrance) },
    { description: 'why it cannot be replayed with this version; null = it can' },
  ),
};
export const Letter = Type.Object(listed, { $id: 'DeadLetter' });
export const WholeLetter = Type.Object(
  {
    ...listed,
    became: orNull(Type.String({ description: 'the letter that its replay ended in' })),
    event: Type.Unknown({ description: 'the event as the SDK sent it, where it is kept' }),
    request: orNull(
      Type.Object({
        path: Type.String(),
        userAgent: Type.String(),
        body: Type.String(),
      }),
    ),
    link: orNull(Type.Record(Type.String(), Type.String(), { description: 'the values that were to be linked' })),
    message: orNull(
      Type.Object(
        { subject: Type.String(), text: Type.String() },
        { description: 'what could not be read, up to 8,000 characters' },
      ),
    ),
  },
  { $id: 'WholeDeadLetter' },
);
export const LetterList = Type.Object({ letters: Type.Array(Letter), next: Text });
export const LetterGroups = Type.Object({
  groups: Type.Array(
    Type.Object(
      { kind: Kind, source: Type.String(), reason: Type.String(), n: Type.Integer(), oldest: Time, newest: Time },
      { $id: 'DeadLetterGroup' },
    ),
  ),
});

const which = {
  ids: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 250 }), { minItems: 1, maxItems: 1000, uniqueItems: true }),
  ),
  filter: Type.Optional(LetterFilter),
  preview: Type.Optional(Type.Boolean({ description: 'true: only count' })),
};
const why = Type.Optional(Type.String({ maxLength: 1000, description: 'for the history' }));

export const ReplayOrder = Type.Object(
  {
    ...which,
    version: Type.Union([Type.Literal('current'), Type.Literal('original')], {
      description:
        'current: events are mapped anew with the sync as it is now; original: the very requests are sent again. Held links ' +
        'always go with the sync as it is now',
    }),
    rate: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: 'letters a second' })),
    why,
  },
  { ...strict, $id: 'ReplayOrder' },
);
export const DeleteOrder = Type.Object({ ...which, why }, { ...strict, $id: 'DeleteOrder' });

export const Replay = Type.Object(
  {
    id: Type.String(),
    version: Type.Union([Type.Literal('current'), Type.Literal('original')]),
    rate: Type.Integer(),
    ids: orNull(Type.Array(Type.String())),
    filter: orNull(LetterFilter),
    who: Type.String(),
    why: Type.String(),
    createdAt: Time,
    total: Type.Integer(),
    sent: Type.Integer(),
    skipped: Type.Integer({ description: 'could not be replayed, and stay where they are' }),
    state: Type.Union(
      [Type.Literal('running'), Type.Literal('paused'), Type.Literal('done'), Type.Literal('stopped')],
      {
        description: 'paused: the sync is disabled; it goes on when it is enabled',
      },
    ),
    endedAt: orNull(Time),
    endedBy: Text,
  },
  { $id: 'Replay' },
);
export const ReplayAnswer = Type.Object(
  {
    matching: Type.Integer({ description: 'letters that wait and are meant' }),
    replayable: Type.Integer(),
    hindered: Type.Array(Type.Object({ hindrance: Hindrance, n: Type.Integer() })),
    seconds: Type.Integer({ description: 'how long it takes at this rate' }),
    replay: Type.Union([Replay, Type.Null()], { description: 'null: a preview, or nothing to replay' }),
  },
  { $id: 'ReplayAnswer' },
);
export const DeleteAnswer = Type.Object({
  matching: Type.Integer(),
  deleted: Type.Integer({ description: '0 for a preview' }),
});
export const ReplaysPage = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  before: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$', description: 'the `next` of the page before' })),
});
export const ReplayList = Type.Object({ replays: Type.Array(Replay), next: Text });
