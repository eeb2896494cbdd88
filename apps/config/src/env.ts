import { Type, type Static } from '@sinclair/typebox';
import { commonEnv, databaseEnv, natsEnv, readEnv } from '@kochava-stream/observability';

export const configEnvSchema = Type.Object({
  ...commonEnv(8081),
  ...natsEnv,
  ...databaseEnv,
  SECRETS_KEK: Type.String({
    default: '',
    description: 'keys of Kochava credentials: kid:base64 of 32 bytes, comma separated; the first one seals',
  }),
  SECRETS_KEK_FILE: Type.String({
    default: '',
    description: 'file with the same, one key a line; wins, and may change meanwhile',
  }),
  PUBLIC_URL: Type.String({
    default: '',
    pattern: '^(https?://[^/?#]+/*)?$',
    description: 'where browsers find the console, e.g. https://kochava.example.com; https makes its cookies Secure',
  }),
  INGEST_PUBLIC_URL: Type.String({
    default: '',
    pattern: '^(https?://[^?#]+)?$',
    description: 'where Kochava finds ingest, e.g. https://in.example.com: for the URLs of install postbacks',
  }),
  TRUSTED_PROXIES: Type.String({
    default: '',
    description: 'addresses or networks of the proxies before it, comma separated: whose X-Forwarded-For is believed',
  }),
  PASSWORD_LOGIN: Type.Boolean({ default: true, description: 'whether people may sign in with a password' }),
  OIDC_ISSUER: Type.String({
    default: '',
    description: 'identity provider (OpenID Connect) that people sign in with; empty = none',
  }),
  OIDC_CLIENT_ID: Type.String({ default: '', description: 'our name at the identity provider' }),
  OIDC_CLIENT_SECRET: Type.String({ default: '', description: 'our secret there; empty = a public client' }),
  OIDC_NAME: Type.String({ default: 'single sign-on', description: 'what the console calls the identity provider' }),
  OIDC_TRUST_EMAIL: Type.Boolean({
    default: false,
    description: 'whether its email addresses count where it does not say email_verified',
  }),
  CONSOLE_DIR: Type.String({
    default: '',
    description: 'folder of the built console; empty = the one that comes along',
  }),
  TRACE_URL: Type.String({
    default: '',
    description:
      'where traces can be looked at, such as http://127.0.0.1:16686/trace/ (the id follows, or is {traceId} in it); empty = the console shows the id',
  }),
  NATS_MONITOR_URL: Type.String({
    default: '',
    description:
      'monitoring addresses of the NATS servers, comma separated: asked whether they fsync; empty = nobody is',
  }),
  ALERT_ALLOWED_HOSTS: Type.String({
    default: '',
    description: 'hosts that alerts may go to, comma separated, *.example.com for all below; empty = every public one',
  }),
  ALERT_ALLOW_PRIVATE_ADDRESSES: Type.Boolean({
    default: false,
    description: 'alerts may go to addresses inside the own network',
  }),
  ALERT_ALLOW_HTTP: Type.Boolean({ default: false, description: 'alerts may go to http addresses, unencrypted' }),
  ADMIN_TOKEN_FILE: Type.String({
    default: '',
    description:
      'where a first admin token is written (mode 600) at a start at which nobody is known yet; empty = none is made',
  }),
});
export type ConfigEnv = Static<typeof configEnvSchema>;

/** @throws EnvError */
export function configEnv(): ConfigEnv {
  return readEnv(configEnvSchema, process.env);
}

const databaseOnlySchema = Type.Object({ DATABASE_URL: databaseEnv.DATABASE_URL });

/** Settings of commands that need the database alone. @throws EnvError */
export function databaseOnlyEnv(): Static<typeof databaseOnlySchema> {
  return readEnv(databaseOnlySchema, process.env);
}

const { SECRETS_KEK, SECRETS_KEK_FILE } = configEnvSchema.properties;
const rewrapSchema = Type.Object({ DATABASE_URL: databaseEnv.DATABASE_URL, SECRETS_KEK, SECRETS_KEK_FILE });

/** Settings of the command that seals the credentials anew. @throws EnvError */
export function rewrapEnv(): Static<typeof rewrapSchema> {
  return readEnv(rewrapSchema, process.env);
}

const importSchema = Type.Object({
  KOCHAVA_STREAM_URL: Type.String({
    default: 'http://127.0.0.1:8081',
    pattern: '^https?://',
    description: 'where config is found',
  }),
  KOCHAVA_STREAM_TOKEN: Type.String({ minLength: 1, description: 'an API token' }),
});

/** Settings of commands that use the API. @throws EnvError */
export function importEnv(): Static<typeof importSchema> {
  return readEnv(importSchema, process.env);
}
