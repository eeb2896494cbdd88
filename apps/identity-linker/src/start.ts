import { type RunningService } from '@kochava-stream/observability';
import { startStatefulService } from '@kochava-stream/shards';
import { IdentityLinkerModule } from './app.module.ts';
import { type IdentityLinkerEnv } from './env.ts';
import { linkerWorker } from './worker.ts';

/** Link requests, outcomes and installs in; links that may go to Kochava out. */
export function startIdentityLinker(env: IdentityLinkerEnv): Promise<RunningService> {
  return startStatefulService({
    name: 'identity-linker',
    schema: 'linker',
    module: IdentityLinkerModule,
    env,
    worker: (parts) => linkerWorker(parts, env.BATCH_FACTS),
  });
}
