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
    webhookSecrets: Type.Array(
      Type.Object({
        fingerprint: Type.String({ description: 'first 12 hex digits of its SHA-256' }),
        createdAt: Type.String({ format: 'date-time' }),
      }),
      { description: "what calls of Amplitude's webhook streaming prove themselves with" },
    ),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'Project' },
);

/** A secret that was just made. */
export const NewWebhookSecret = Type.Object(
  {
    secret: Type.String({ description: 'shown once' }),
    fingerprint: Type.String(),
    header: Type.String({ description: "the custom header of Amplitude's webhook that has the secret" }),
    path: Type.String({ description: "of ingest's address: what Amplitude calls" }),
  },
  { $id: 'NewWebhookSecret' },
);
