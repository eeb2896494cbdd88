import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats, startPostgres, type NatsServer, type PostgresServer } from '@kochava-stream/servers';

export type TestNats = NatsServer;

export interface TestPostgres extends PostgresServer {
  /** A new empty database. @returns its URL */
  freshDatabase(): Promise<string>;
}

/** A real nats-server on ports and in a folder of its own, syncing before it acknowledges. `stop` removes the folder. */
export async function startTestNats(): Promise<TestNats> {
  const { dir, remove } = await scratchFolder('nats');
  return thenRemove(await orRemove(startNats({ dir, scratch: true, log: sayWhenSlow() }), remove), remove);
}

/** A real Postgres on a port and in a folder of its own. `stop` removes the folder. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const { dir, remove } = await scratchFolder('postgres');
  const server = thenRemove(await orRemove(startPostgres({ dir, scratch: true }), remove), remove);
  return Object.assign(server, {
    freshDatabase: () => server.createDatabase(`test_${randomBytes(6).toString('hex')}`),
  });
}

async function scratchFolder(name: string): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), `kochava-stream-${name}-`));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

async function orRemove<T>(started: Promise<T>, remove: () => Promise<void>): Promise<T> {
  try {
    return await started;
  } catch (error) {
    await remove();
    throw error;
  }
}

function thenRemove<S extends { stop: () => Promise<void> }>(server: S, remove: () => Promise<void>): S {
  const stop = server.stop.bind(server);
  server.stop = async () => {
    await stop();
    await remove();
  };
  return server;
}

/** A server that has to be installed first takes longer than a test may: say what is going on. */
function sayWhenSlow(): (line: string) => void {
  return (line) => {
    if (!line.includes('installed before') && !line.includes('(PATH)')) process.stderr.write(`${line}\n`);
  };
}
