import { join } from 'node:path';
import { run } from '../process/run.ts';
import { natsVersion } from './version.ts';

/** Builds the tagged source with the machine's Go; Go checks the module against its checksum database. */
export async function installWithGo(scratch: string): Promise<string> {
  await run('go', ['version'], { timeoutMs: 10_000 });
  // Without cgo the result runs on any Linux of this processor.
  const env = { ...process.env, GOBIN: scratch, CGO_ENABLED: '0', GOFLAGS: '' };
  await run('go', ['install', `github.com/nats-io/nats-server/v2@v${natsVersion}`], { env, timeoutMs: 600_000 });
  return join(scratch, 'nats-server');
}
