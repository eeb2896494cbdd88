import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack } from '@kochava-stream/all-in-one';

/** Everything in this process, on free ports and in a folder that goes with it. */
export async function startScratch(): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kochava-stream-browser-'));
  const services = { ingest: 0, config: 0, transformer: 0, 'identity-linker': 0, 'kochava-dispatcher': 0 };
  const stack = await startStack({
    dataDir,
    host: '127.0.0.1',
    ports: { ...services, sandbox: 0, nats: 0, postgres: 0 },
    logLevel: 'silent',
    log: () => undefined,
    scratch: true,
  });
  const close = async (): Promise<void> => {
    await stack.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...stack, close };
}
