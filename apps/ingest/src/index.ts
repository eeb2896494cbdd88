export { ingestEnvSchema, type IngestEnv } from './env.ts';
export { startIngest } from './start.ts';
export { ingestMetrics } from './ingest-metrics.ts';
