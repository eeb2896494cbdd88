export { adviceFor } from './delivery/advice.ts';
export { configEnvSchema, type ConfigEnv } from './env.ts';
export { type ProjectCounts, type SyncCounts } from './rollup/reconcile.ts';
export { countBatch } from './rollup/rollup-worker.ts';
export { type Counted } from './rollup/tally.ts';
export { startConfig } from './start.ts';
export { configMetrics } from './metrics/config-metrics.ts';
export { configControllers } from './app.module.ts';
export { openApiDocument } from './http/openapi.ts';
