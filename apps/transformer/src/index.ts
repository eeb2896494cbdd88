export { transformerEnvSchema, type TransformerEnv } from './env.ts';
export { startTransformer } from './start.ts';
