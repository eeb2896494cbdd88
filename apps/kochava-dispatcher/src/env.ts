import { Type, type Static } from '@sinclair/typebox';
import { commonEnv, natsEnv, readEnv } from '@kochava-stream/observability';

export const kochavaDispatcherEnvSchema = Type.Object({
  ...commonEnv(8084),
  ...natsEnv,
  KOCHAVA_URL: Type.String({
    default: 'https://control.kochava.com',
    description: 'where Kochava takes events and IdentityLinks: scheme, host and port',
  }),
  KOCHAVA_ALLOWED_HOSTS: Type.String({
    default: '',
    description: 'host:port list that KOCHAVA_URL must be in; empty = its own host',
  }),
  ALLOW_HTTP: Type.Boolean({ default: false, description: 'KOCHAVA_URL may be http on a host that is not loopback' }),
  ALLOW_PRIVATE_ADDRESSES: Type.Boolean({
    default: false,
    description: 'KOCHAVA_URL may resolve to private addresses, for a stand-in of Kochava',
  }),
  MAX_CONNECTIONS: Type.Integer({
    default: 1024,
    minimum: 1,
    maximum: 10_000,
    description: 'connections to Kochava at a time; shared evenly by the enabled syncs',
  }),
  SECRETS_KEK: Type.String({
    default: '',
    description: 'keys that open the sealed credentials: kid:base64 of 32 bytes, comma separated',
  }),
  SECRETS_KEK_FILE: Type.String({ default: '', description: 'file with the same, one key a line; wins' }),
});

export type KochavaDispatcherEnv = Static<typeof kochavaDispatcherEnvSchema>;

/** @throws EnvError naming the variables at fault */
export function readKochavaDispatcherEnv(env: NodeJS.ProcessEnv = process.env): KochavaDispatcherEnv {
  return readEnv(kochavaDispatcherEnvSchema, env);
}
