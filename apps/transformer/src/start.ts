import { type RunningService } from '@kochava-stream/observability';
import { startStatefulService } from '@kochava-stream/shards';
import { TransformerModule } from './app.module.ts';
import { type TransformerEnv } from './env.ts';
import { transformerWorker } from './worker.ts';

/** Received events in, requests to Kochava and to the identity-linker out. */
export function startTransformer(env: TransformerEnv): Promise<RunningService> {
  return startStatefulService({
    name: 'transformer',
    schema: 'transformer',
    module: TransformerModule,
    env,
    worker: (parts) => transformerWorker(parts, env.BATCH_EVENTS),
  });
}
