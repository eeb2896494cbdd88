export { kochavaDispatcherEnv, readKochavaDispatcherEnv, type KochavaDispatcherEnv } from './env.ts';
export { startKochavaDispatcher } from './start.ts';
