import { Type, type Static } from '@sinclair/typebox';

/** A project as it is registered. */
export const NewProject = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    apiKey: Type.Optional(
      Type.String({
        minLength: 8,
        maxLength: 200,
        pattern: '^[\\x21-\\x7e]+$',
        description: "the Amplitude project's API key; made up when absent",
      }),
    ),
  },
  { additionalProperties: false },
);
export type NewProject = Static<typeof NewProject>;

/** A project as it is shown. */
export const Project = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    apiKeys: Type.Array(Type.String(), { description: 'what SDKs send as api_key' }),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'Project' },
);
