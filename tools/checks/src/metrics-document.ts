import { configMetrics } from '@kochava-stream/config';
import { linkerMetrics } from '@kochava-stream/identity-linker';
import { ingestMetrics } from '@kochava-stream/ingest';
import { dispatchMetrics } from '@kochava-stream/kochava-dispatcher';
import { httpMetrics, metricTable, traceMetrics, type Declarations } from '@kochava-stream/observability';
import { shardMetrics } from '@kochava-stream/shards';
import { transformerMetrics } from '@kochava-stream/transformer';
import { format, resolveConfig } from 'prettier';

const all = [httpMetrics, traceMetrics];

/** Every metric that a service can have, by service. */
export const metricsOfServices: Readonly<Record<string, readonly Declarations[]>> = {
  ingest: [...all, ingestMetrics],
  config: [...all, shardMetrics, configMetrics],
  transformer: [...all, shardMetrics, transformerMetrics],
  'identity-linker': [...all, shardMetrics, linkerMetrics],
  'kochava-dispatcher': [...all, dispatchMetrics],
};

const head = `# Metrics

What the services tell Prometheus at \`/metrics\`. Made from the code by \`npm run docs:metrics\`; a test fails when the two
differ, and another one when a running service tells what does not stand here.

- Every series has the label \`service\`. No label ever holds anything of a person: no device, no user, no event name.
- A label says only what stands here. Of values that are ids, a process tells the first ones apart that it meets, up to
  the number given; what comes after them is told together as \`other\`: counts and sizes add up, of ages and flags the
  highest counts.
- A histogram has \`_bucket\`, \`_sum\` and \`_count\`; each series of labels has all its buckets.
- Each service also has prom-client's default metrics, among them \`process_resident_memory_bytes\`,
  \`process_cpu_seconds_total\` and \`nodejs_eventloop_lag_seconds\` (also \`_p50\`, \`_p90\`, \`_p99\`).
- Lag and holds are told by the owner of the shard: \`sum\` over the pods. What several pods of config say alike:
  \`max by (…)\`.

`;

/** docs/metrics.md as it has to be. */
export async function metricsDocument(file: string): Promise<string> {
  const text = `${head}${metricTable(metricsOfServices)}\n`;
  return format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}
