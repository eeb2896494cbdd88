import { Type } from '@sinclair/typebox';

/** Settings that every service has. Spread into the service's own schema. */
export function commonEnv(port: number) {
  return {
    PORT: Type.Integer({
      default: port,
      minimum: 0,
      maximum: 65535,
      description: 'port of the HTTP server, 0 = any free',
    }),
    HOST: Type.String({ default: '0.0.0.0', description: 'address the HTTP server listens on' }),
    LOG_LEVEL: Type.Union(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
      { default: 'info', description: 'pino log level' },
    ),
    LOG_ID_KEY: Type.String({
      default: '',
      description: 'key of the hashes that stand for personal ids in logs; empty = a random one per start',
    }),
    OTEL_EXPORTER_OTLP_ENDPOINT: Type.String({
      default: '',
      pattern: '^(https?://.*)?$',
      description: 'base URL of an OTLP/HTTP receiver of traces, such as http://jaeger:4318; empty = no traces',
    }),
    METRICS_ENABLED: Type.Optional(
      Type.Boolean({ description: 'false = nothing is counted and /metrics is empty: to measure what counting costs' }),
    ),
  };
}

/** Settings of a service that talks to NATS. */
export const natsEnv = {
  NATS_URL: Type.String({ default: 'nats://127.0.0.1:4222', description: 'NATS servers, comma separated' }),
  NATS_NKEY_SEED_FILE: Type.Optional(Type.String({ description: "file with the seed of the service's nkey" })),
  NATS_CA_FILE: Type.Optional(
    Type.String({ description: "file with the CAs of the NATS servers' certificates, where Node does not know them" }),
  ),
  NATS_CERT_FILE: Type.Optional(Type.String({ description: 'file with the certificate shown to the NATS servers' })),
  NATS_KEY_FILE: Type.Optional(Type.String({ description: 'file with the key of that certificate' })),
  SHARDS: Type.Integer({
    default: 4,
    minimum: 1,
    maximum: 1024,
    description: 'number of shards, fixed when the streams were provisioned',
  }),
};

/** Settings of a service that has a database. */
export const databaseEnv = {
  DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://',
    description: 'postgres://user:password@host:port/database',
  }),
  DATABASE_POOL: Type.Integer({ default: 4, minimum: 2, maximum: 100, description: 'connections to Postgres' }),
};
