import { EnvError, readEnv } from '@kochava-stream/observability';
import { ingestEnvSchema, trustedProxies } from './env.ts';

describe('the environment of ingest', () => {
  it('needs nothing', () => {
    expect(readEnv(ingestEnvSchema, {})).toMatchObject({
      PORT: 8080,
      NATS_URL: 'nats://127.0.0.1:4222',
      SHARDS: 4,
      TRUST_PROXY: 'false',
      MAX_WAITING_BYTES: 67_108_864,
      ACCEPT_DEADLINE_MS: 7_500,
      DRAIN_MS: 5_000,
    });
  });

  it('counts the proxies in front', () => {
    expect(trustedProxies(readEnv(ingestEnvSchema, {}))).toBe(0);
    expect(trustedProxies(readEnv(ingestEnvSchema, { TRUST_PROXY: '2' }))).toBe(2);
  });

  it.each([
    ['TRUST_PROXY', 'true'],
    ['ACCEPT_DEADLINE_MS', '60000'],
    ['MAX_WAITING_BYTES', 'lots'],
  ])('names %s when it is %s', (name, value) => {
    expect(() => readEnv(ingestEnvSchema, { [name]: value })).toThrow(EnvError);
    expect(() => readEnv(ingestEnvSchema, { [name]: value })).toThrow(name);
  });
});
