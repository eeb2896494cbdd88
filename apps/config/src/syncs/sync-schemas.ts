import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { SyncDocument } from '@kochava-stream/domain/sync';

const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
export const Time = Type.String({ format: 'date-time' });
export const Version = Type.Integer({ minimum: 1, description: 'grows by one with every change' });

const Shown = nullable(
  Type.Object({
    set: Type.Literal(true),
    last4: Type.String(),
    fingerprint: Type.String({ description: 'first 12 hex digits of its SHA-256' }),
  }),
);

const { authentication, ...sections } = SyncDocument.properties;

const shownSync = {
  id: Type.String(),
  project: Type.String(),
  version: Version,
  status: Type.Union([Type.Literal('enabled'), Type.Literal('disabled')]),
  ...sections,
  authentication: Type.Object({ ...authentication.properties, apiKey: Shown, apiSecret: Shown }),
};

/** A sync as the API shows it; never with a secret. */
export const Sync = Type.Object({ ...shownSync, createdAt: Time, updatedAt: Time }, { $id: 'Sync' });

/** What of a sync is under way. */
export const Remaining = Type.Object(
  {
    events: Type.Integer({ description: 'handed on for Kochava and not ended yet' }),
    retrying: nullable(
      Type.Integer({ description: 'events and links that wait for another attempt; null = NATS does not say now' }),
    ),
    heldProperties: Type.Integer({ description: 'user properties that are held, one for each name of each device' }),
    explanation: Type.String({ description: 'what happens to them' }),
  },
  { $id: 'Remaining' },
);

/** A sync that was just disabled, and what was under way. */
export const DisabledSync = Type.Object(
  { ...shownSync, createdAt: Time, updatedAt: Time, remaining: Remaining },
  { $id: 'DisabledSync' },
);

export const Problem = Type.Object(
  { field: Type.String({ description: 'JSON pointer into the sync' }), problem: Type.String() },
  { $id: 'Problem' },
);
export const Hint = Type.Object({ field: Type.String(), hint: Type.String() }, { $id: 'Hint' });
export const Change = Type.Object(
  {
    field: Type.String({ description: 'JSON pointer' }),
    before: Type.Unknown({ description: 'null = it was not there' }),
    after: Type.Unknown({ description: 'null = it is not there' }),
  },
  { $id: 'Change' },
);

/** What is wrong with a sync as it would be, and what differs from the stored one. Nothing is saved. */
export const Validation = Type.Object(
  {
    problems: Type.Array(Problem, { description: 'why it cannot be saved' }),
    toEnable: Type.Array(Problem, { description: 'what is missing before it can be enabled' }),
    hints: Type.Array(Hint, { description: 'what is probably not meant' }),
    changes: Type.Array(Change),
  },
  { $id: 'Validation' },
);

const entry = {
  version: Version,
  type: Type.String({ description: 'what happened: SyncCreated, MappingsChanged, …' }),
  at: Time,
  who: Type.String(),
  why: nullable(Type.String()),
};

/** One event of a sync's history. */
export const HistoryEntry = Type.Object(
  {
    ...entry,
    rolledBackTo: Type.Optional(Version),
    changes: Type.Array(Change),
  },
  { $id: 'HistoryEntry' },
);
export type HistoryEntry = Static<typeof HistoryEntry>;

export const History = Type.Object({
  versions: Type.Array(HistoryEntry, { description: 'the newest first' }),
  next: nullable(Type.Integer({ description: '?before= of the next page; null = this is the first version' })),
});

/** A sync as it was at one version. */
export const PastSync = Type.Object({ ...entry, sync: Type.Object(shownSync) }, { $id: 'PastSync' });

export const Diff = Type.Object({
  from: Version,
  to: Version,
  changes: Type.Array(Change),
});
