import { Type, type Static } from '@sinclair/typebox';
import { commonEnv, databaseEnv, natsEnv, readEnv } from '@kochava-stream/observability';

export const identityLinkerEnvSchema = Type.Object({
  ...commonEnv(8083),
  ...natsEnv,
  ...databaseEnv,
  BATCH_FACTS: Type.Integer({
    default: 1000,
    minimum: 1,
    maximum: 10_000,
    description: 'link requests, outcomes and installs in one transaction, about',
  }),
});
export type IdentityLinkerEnv = Static<typeof identityLinkerEnvSchema>;

/** @throws EnvError */
export function identityLinkerEnv(): IdentityLinkerEnv {
  return readEnv(identityLinkerEnvSchema, process.env);
}

const rebuildEnvSchema = Type.Object({ DATABASE_URL: databaseEnv.DATABASE_URL, SHARDS: natsEnv.SHARDS });

/** Settings of the command that rebuilds the projections. @throws EnvError */
export function rebuildEnv(): Static<typeof rebuildEnvSchema> {
  return readEnv(rebuildEnvSchema, process.env);
}
