import { Type, type Static } from '@sinclair/typebox';
import { natsEnv, readEnv } from '@kochava-stream/observability';
import { natsAccess } from './access.ts';
import { monitorUrls } from './verify-fsync.ts';
import { defaultMaxBytes, type ProvisionOptions, type SizedStream } from './stream-plan.ts';

const sized = Object.keys(defaultMaxBytes) as SizedStream[];

/** Settings of the provisioning command. */
export const provisionEnv = Type.Object({
  ...natsEnv,
  STREAM_REPLICAS: Type.Integer({ default: 1, minimum: 1, maximum: 5, description: 'copies of each stream: 1 or 3' }),
  NATS_MONITOR_URL: Type.String({
    default: '',
    description: 'monitoring addresses of the servers, comma separated, to verify fsync before every ack; empty = not',
  }),
  ...Object.fromEntries(
    sized.map((name) => [
      `STREAM_MAX_BYTES_${name}`,
      Type.Integer({
        default: defaultMaxBytes[name],
        minimum: 1024 * 1024,
        description: `largest size of ${name}, bytes`,
      }),
    ]),
  ),
});

export interface ProvisionSettings {
  readonly access: ReturnType<typeof natsAccess>;
  readonly monitorUrls: readonly string[];
  readonly options: ProvisionOptions;
}

/** @throws EnvError */
export function readProvisionEnv(from: NodeJS.ProcessEnv): ProvisionSettings {
  const read: Static<typeof provisionEnv> = readEnv(provisionEnv, from);
  const values = read as Record<string, unknown>;
  const maxBytes = Object.fromEntries(sized.map((name) => [name, values[`STREAM_MAX_BYTES_${name}`]]));
  return {
    access: natsAccess(read),
    monitorUrls: monitorUrls(read.NATS_MONITOR_URL),
    options: { shards: read.SHARDS, replicas: read.STREAM_REPLICAS, maxBytes: maxBytes as Record<SizedStream, number> },
  };
}

/** The only place of this library that looks at the process's environment. */
export const env: NodeJS.ProcessEnv = process.env;
