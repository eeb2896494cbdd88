import { runMain } from '@kochava-stream/observability';
import { configEnv } from './env.ts';
import { startConfig } from './start.ts';

await runMain('config', async () => startConfig(configEnv()));
