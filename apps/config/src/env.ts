import { Type, type Static } from '@sinclair/typebox';
import { commonEnv, databaseEnv, natsEnv, readEnv } from '@kochava-stream/observability';

export const configEnvSchema = Type.Object({
  ...commonEnv(8081),
  ...natsEnv,
  ...databaseEnv,
  SECRETS_KEK: Type.String({
    default: '',
    description: 'keys that seal Kochava secrets: kid:base64 of 32 bytes, comma separated; the first one seals',
  }),
  SECRETS_KEK_FILE: Type.String({ default: '', description: 'file with the same, instead of SECRETS_KEK' }),
  CONSOLE_DIR: Type.String({
    default: '',
    description: 'folder of the built console; empty = the one that comes along',
  }),
  ADMIN_TOKEN_FILE: Type.String({
    default: '',
    description: 'where the first admin token is written (mode 600) when there is no token yet; empty = none is made',
  }),
});
export type ConfigEnv = Static<typeof configEnvSchema>;

/** @throws EnvError */
export function configEnv(): ConfigEnv {
  return readEnv(configEnvSchema, process.env);
}
