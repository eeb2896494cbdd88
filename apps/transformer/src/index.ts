export { transformerEnvSchema, type TransformerEnv } from './env.ts';
export { handler } from './handle.ts';
export { startTransformer } from './start.ts';
export { transformerMetrics } from './transformer-metrics.ts';
