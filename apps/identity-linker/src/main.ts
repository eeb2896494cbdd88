import { runMain } from '@kochava-stream/observability';
import { identityLinkerEnv } from './env.ts';
import { startIdentityLinker } from './start.ts';

await runMain('identity-linker', async () => startIdentityLinker(identityLinkerEnv()));
