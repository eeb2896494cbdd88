import { Type, type Static } from '@sinclair/typebox';
import { readEnv } from '@kochava-stream/observability';

const port = (standard: number, what: string) =>
  Type.Integer({ default: standard, minimum: 0, maximum: 65535, description: `port of ${what}, 0 = any free` });

export const allInOneEnvSchema = Type.Object({
  INGEST_PORT: port(8080, 'ingest: where Amplitude SDKs send to'),
  CONFIG_PORT: port(8081, 'the config API'),
  TRANSFORMER_PORT: port(8082, "the transformer's health and metrics"),
  IDENTITY_LINKER_PORT: port(8083, "the identity-linker's health and metrics"),
  KOCHAVA_DISPATCHER_PORT: port(8084, "the kochava-dispatcher's health and metrics"),
  SANDBOX_PORT: port(8090, 'the Kochava sandbox'),
  NATS_PORT: port(0, 'the nats-server'),
  POSTGRES_PORT: port(0, 'the embedded Postgres'),
  HOST: Type.String({ default: '127.0.0.1', description: 'address that the HTTP servers listen on' }),
  DATA_DIR: Type.String({ default: '.data', description: 'folder that keeps everything' }),
  KOCHAVA_URL: Type.String({ default: '', description: 'where Kochava is; empty = the sandbox beside us' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.String({
    default: '',
    description: 'base URL of an OTLP/HTTP receiver of traces, such as http://127.0.0.1:4318; empty = no traces',
  }),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description: 'share of the uploads whose whole way is traced',
  }),
  LOG_LEVEL: Type.String({ default: 'warn', description: "pino log level of the services' lines" }),
});
export type AllInOneEnv = Static<typeof allInOneEnvSchema>;

/** @throws EnvError */
export function allInOneEnv(): AllInOneEnv {
  return readEnv(allInOneEnvSchema, process.env);
}
