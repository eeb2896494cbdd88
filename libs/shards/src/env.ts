import { databaseEnv, natsEnv, readEnv } from '@kochava-stream/observability';
import { Type, type Static } from '@sinclair/typebox';

const resetEnv = Type.Object({ DATABASE_URL: databaseEnv.DATABASE_URL, NATS_URL: natsEnv.NATS_URL });

/** @throws EnvError */
export function readResetEnv(env: NodeJS.ProcessEnv): Static<typeof resetEnv> {
  return readEnv(resetEnv, env);
}

export function processEnv(): NodeJS.ProcessEnv {
  return process.env;
}
