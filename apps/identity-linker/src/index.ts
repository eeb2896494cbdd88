export { identityLinkerEnvSchema, type IdentityLinkerEnv } from './env.ts';
export { startIdentityLinker } from './start.ts';
export { linkerMetrics } from './linker-metrics.ts';
