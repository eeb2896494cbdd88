import { runMain } from '@kochava-stream/observability';
import { transformerEnv } from './env.ts';
import { startTransformer } from './start.ts';

await runMain('transformer', async () => startTransformer(transformerEnv()));
