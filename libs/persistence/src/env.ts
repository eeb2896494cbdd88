import { databaseEnv, readEnv } from '@kochava-stream/observability';
import { Type } from '@sinclair/typebox';

const migrateEnv = Type.Object({ DATABASE_URL: databaseEnv.DATABASE_URL });

/** @throws EnvError */
export function databaseUrl(env: NodeJS.ProcessEnv): string {
  return readEnv(migrateEnv, env).DATABASE_URL;
}

export function processEnv(): NodeJS.ProcessEnv {
  return process.env;
}
