import { runMain } from '@kochava-stream/observability';
import { ingestEnv } from './env.ts';
import { startIngest } from './start.ts';

await runMain('ingest', async () => startIngest(ingestEnv()));
