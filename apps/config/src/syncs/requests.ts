import { Type, type TProperties, type TSchema } from '@sinclair/typebox';
import { SyncDocument } from '@kochava-stream/domain/sync';

/** For what a change was made; shown in the history. */
export const Why = Type.Optional(Type.String({ maxLength: 500, description: 'why; shown in the history' }));

const secret = (of: string) =>
  Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Null()], {
      description: `${of}; write-only, null or absent keeps what is there`,
    }),
  );

const { authentication, ...sections } = SyncDocument.properties;

const patchable = {
  ...deeplyOptional(sections),
  authentication: Type.Optional(
    Type.Object(
      {
        enabled: Type.Optional(authentication.properties.enabled),
        apiKey: secret('API key of the Kochava account'),
        apiSecret: secret('secret authentication key from Kochava'),
      },
      { additionalProperties: false },
    ),
  ),
};

/** A sync as it is written, for the API's description: whatever is left out stays as it is (JSON Merge Patch). */
export const SyncPatch = Type.Object(patchable, { additionalProperties: false, $id: 'SyncPatch' });

/** The same, with the reason of the change beside it. */
export const SyncChange = Type.Object({ ...patchable, why: Why }, { additionalProperties: false, $id: 'SyncChange' });

/** Why something was switched. */
export const Reason = Type.Object({ why: Why }, { additionalProperties: false, $id: 'Reason' });

function deeplyOptional(properties: TProperties): TProperties {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Type.Optional(patchOf(schema))]));
}

function patchOf(schema: TSchema): TSchema {
  const properties = schema['properties'] as TProperties | undefined;
  if (properties === undefined) return schema;
  return Type.Object(deeplyOptional(properties), { additionalProperties: false });
}
