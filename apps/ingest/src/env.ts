import { Type, type Static } from '@sinclair/typebox';
import { commonEnv, natsEnv, readEnv } from '@kochava-stream/observability';

export const ingestEnvSchema = Type.Object({
  ...commonEnv(8080),
  ...natsEnv,
  TRUST_PROXY: Type.String({
    default: 'false',
    pattern: '^(false|[0-9])$',
    description: 'proxies in front whose X-Forwarded-For is believed: how many, or false',
  }),
  MAX_WAITING_BYTES: Type.Integer({
    default: 64 * 1024 * 1024,
    minimum: 1024 * 1024,
    description:
      'bytes of uploads that may wait to be stored, and as many of bodies being read; above, uploads are refused',
  }),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({
    default: 0.01,
    minimum: 0,
    maximum: 1,
    description: 'share of the uploads whose whole way is traced; failures and dead letters always are',
  }),
  ACCEPT_DEADLINE_MS: Type.Integer({
    default: 7_500,
    minimum: 100,
    maximum: 9_000,
    description: 'how long an upload may take to be stored before it is answered 429; SDKs give up at 10 s',
  }),
  DRAIN_MS: Type.Integer({
    default: 5_000,
    minimum: 0,
    maximum: 15_000,
    description: 'after SIGTERM, how long idle connections may still be used; longer than clients keep them',
  }),
});
export type IngestEnv = Static<typeof ingestEnvSchema>;

/** @throws EnvError */
export function ingestEnv(): IngestEnv {
  return readEnv(ingestEnvSchema, process.env);
}

/** How many proxies stand in front. */
export function trustedProxies({ TRUST_PROXY }: Pick<IngestEnv, 'TRUST_PROXY'>): number {
  return TRUST_PROXY === 'false' ? 0 : Number(TRUST_PROXY);
}
