import { Type, type Static } from '@sinclair/typebox';
import { commonEnv, databaseEnv, natsEnv, readEnv } from '@kochava-stream/observability';

export const transformerEnvSchema = Type.Object({
  ...commonEnv(8082),
  ...natsEnv,
  ...databaseEnv,
  BATCH_EVENTS: Type.Integer({
    default: 1000,
    minimum: 1,
    maximum: 10_000,
    description: 'events in one transaction, about',
  }),
});
export type TransformerEnv = Static<typeof transformerEnvSchema>;

/** @throws EnvError */
export function transformerEnv(): TransformerEnv {
  return readEnv(transformerEnvSchema, process.env);
}
