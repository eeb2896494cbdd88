export { ingestEnvSchema, type IngestEnv } from './env.ts';
export { startIngest } from './start.ts';
