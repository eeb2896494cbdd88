import { Type, type Static } from '@sinclair/typebox';
import { SyncDocument } from '@kochava-stream/domain/sync';

const strict = { additionalProperties: false };
const secret = (of: string) =>
  Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Null()], {
      description: `${of}; write-only, null or absent keeps what is there`,
    }),
  );

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
  strict,
);
export type NewProject = Static<typeof NewProject>;

const { authentication, ...sections } = SyncDocument.properties;

/** A sync as written: every section may be left out and merges into what is there (JSON Merge Patch). */
export const SyncPatch = Type.Object(
  {
    ...Object.fromEntries(Object.keys(sections).map((name) => [name, Type.Optional(Type.Unknown())])),
    authentication: Type.Optional(
      Type.Object(
        {
          enabled: Type.Optional(authentication.properties.enabled),
          apiKey: secret('API key of the Kochava account'),
          apiSecret: secret('secret authentication key from Kochava'),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type SyncPatch = Record<string, unknown> & {
  authentication?: { enabled?: boolean; apiKey?: string | null; apiSecret?: string | null };
};

/** For the OpenAPI document: the whole sync as it may be written. */
export const WritableSync = Type.Object({
  ...sections,
  authentication: SyncPatch.properties.authentication,
});
