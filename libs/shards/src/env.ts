import { databaseEnv, natsEnv, readEnv } from '@kochava-stream/observability';
import { Type, type Static } from '@sinclair/typebox';

const resetEnv = Type.Object({ ...natsEnv, DATABASE_URL: databaseEnv.DATABASE_URL });

/** @throws EnvError */
export function readResetEnv(env: NodeJS.ProcessEnv): Static<typeof resetEnv> {
  return readEnv(resetEnv, env);
}

export function processEnv(): NodeJS.ProcessEnv {
  return process.env;
}
