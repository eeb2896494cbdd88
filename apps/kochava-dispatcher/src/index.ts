export { kochavaDispatcherEnvSchema, readKochavaDispatcherEnv, type KochavaDispatcherEnv } from './env.ts';
export { startKochavaDispatcher } from './start.ts';
export { dispatchMetrics } from './sync/metrics.ts';
