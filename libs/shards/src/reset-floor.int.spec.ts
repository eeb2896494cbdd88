import { connectNats, consumerFloor, ensureSyncConsumers, provision, type Nats } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import { resetCommand } from './reset-command.ts';
import { startServers, type Servers } from './stage.spec.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
let servers: Servers;
let nats: Nats;
let db: Database;
let url: string;

beforeAll(async () => {
  servers = await startServers();
  nats = await connectNats({ servers: servers.nats.url, name: 'spec', logger });
  await provision(nats, { shards: 4, replicas: 1 });
  url = await servers.postgres.freshDatabase();
  await migrate({ url, schema: 'config' });
  db = await openDatabase({ url, schema: 'config', logger });
}, 120_000);
afterAll(async () => {
  await db?.close();
  await nats?.close();
  await servers?.stop();
});

async function reset(sync: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const env = { DATABASE_URL: url, NATS_URL: servers.nats.url };
  const common = ['--schema', 'config', '--stream', 'DISPATCH', '--consumer', `sync-${sync}`];
  return { code: await resetCommand([...common, ...args], { env, out: say, err: say }), text: said.join('') };
}

it('the floor of a sync is set for a stream that was replaced, and not while its consumers know where they are', async () => {
  await ensureSyncConsumers(nats, 's1', { concurrency: 4 });
  const floor = { ...(await consumerFloor(nats, 's1')), seq: 40, retrySeq: 12 };
  await db.execute('given floor', 'INSERT INTO consumer_floor (sync, floor) VALUES ($1, $2)', [
    's1',
    JSON.stringify(floor),
  ]);
  expect(await reset('s1', '--from', 'first', '--yes')).toEqual({ code: 2, text: expect.stringContaining('exist') });
  expect(await reset('s2', '--from', 'first')).toEqual({ code: 2, text: expect.stringContaining('no sync s2') });

  await nats.jsm.streams.delete('DISPATCH');
  await provision(nats, { shards: 4, replicas: 1 });
  for (let n = 0; n < 3; n += 1) await nats.js.publish('dispatch.s1.event', '{}');
  expect((await reset('s1', '--from', 'next')).text).toContain('sync-s1: done up to 40 would become 3\n');
  expect((await reset('s1', '--from', '2', '--yes')).text).toBe(
    'sync-s1: done up to 40 became 1\nsync-s1-retry: done up to 12 became 1\n',
  );
  const [row] = await db.query<{ floor: object }>('floor', 'SELECT floor FROM consumer_floor');
  const { created } = (await nats.jsm.streams.info('DISPATCH')) as unknown as { created: string };
  expect(row?.floor).toEqual({ streamCreated: created, seq: 1, retrySeq: 1 });
});
