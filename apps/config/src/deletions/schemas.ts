import { Type, type Static } from '@sinclair/typebox';

const Ids = Type.Array(Type.Union([Type.String({ maxLength: 2_000 }), Type.Integer()]), { maxItems: 100 });
/** Clients send booleans as texts too. */
const Flag = Type.Union([Type.Boolean(), Type.String({ pattern: '^([Tt]rue|[Ff]alse)$' })]);

/** As Amplitude's User Privacy API takes it, and `device_ids`. */
export const DeletionRequest = Type.Object(
  {
    user_ids: Type.Optional(Ids),
    device_ids: Type.Optional(Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 100 })),
    amplitude_ids: Type.Optional(
      Type.Array(Type.Union([Type.String({ maxLength: 200 }), Type.Integer()]), {
        maxItems: 100,
        description: 'refused unless empty: Amplitude makes them, and they come with no event',
      }),
    ),
    requester: Type.Optional(Type.String({ maxLength: 200, description: 'who asked; shown with the job' })),
    ignore_invalid_id: Type.Optional(Flag),
    ignore_invalid_ids: Type.Optional(Flag),
    delete_from_org: Type.Optional(Flag),
    include_mapped_user_ids: Type.Optional(Flag),
  },
  { additionalProperties: false },
);
export type DeletionRequest = Static<typeof DeletionRequest>;

const Day = (description: string) => Type.String({ pattern: '^20\\d\\d-\\d\\d-\\d\\d$', description });
const project = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'which project; with HTTP Basic the user name, a project key, says it too',
  }),
);

export const DeletionTarget = Type.Object({ project });
export const DeletionDays = Type.Object({
  start_day: Day('the first day, YYYY-MM-DD'),
  end_day: Day('the last day; at most six months later'),
  project,
});

/** A job, in Amplitude's words and some of ours. */
export const DeletionJob = Type.Object(
  {
    job: Type.String(),
    day: Type.String(),
    status: Type.Union([Type.Literal('staging'), Type.Literal('submitted'), Type.Literal('done')]),
    app: Type.String({ description: 'the project' }),
    amplitude_ids: Type.Array(Type.Integer()),
    user_ids: Type.Array(Type.String(), { description: 'once it is done: keyed hashes' }),
    device_ids: Type.Array(Type.String(), { description: 'once it is done: keyed hashes' }),
    invalid_ids: Type.Array(Type.String()),
    requester: Type.String(),
    requested_on_day: Type.String(),
    active_scrub_done_date: Type.Union([Type.String(), Type.Null()]),
    deleted: Type.Record(Type.String(), Type.Integer(), { description: 'how much of what, so far' }),
    ages_out: Type.Array(Type.String(), { description: 'what is not rewritten, and until when it stays' }),
  },
  { $id: 'DeletionJob' },
);
export type DeletionJob = Static<typeof DeletionJob>;
