import { runMain } from '@kochava-stream/observability';
import { readKochavaDispatcherEnv } from './env.ts';
import { startKochavaDispatcher } from './start.ts';

await runMain('kochava-dispatcher', () => startKochavaDispatcher(readKochavaDispatcherEnv()));
