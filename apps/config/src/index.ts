export { configEnvSchema, type ConfigEnv } from './env.ts';
export { startConfig } from './start.ts';
