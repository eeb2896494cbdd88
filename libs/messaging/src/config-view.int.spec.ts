import { kvKeys, type SyncSecrets } from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { aProject, aSync, eventually, startTestNats, type TestNats } from '@kochava-stream/testing';
import { watchConfig, type ConfigChange, type ConfigView } from './config-view.ts';
import { connectNats, type Nats } from './connect.ts';
import { deleteKey, putConfig, putSecret } from './kv-write.ts';
import { provision } from './provision.ts';
import { watchSecrets } from './secrets-view.ts';
import { StreamMissing } from './stream-state.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const options = { shards: 4, replicas: 1 } as const;

let server: TestNats;
let nats: Nats;
const views: { close(): void }[] = [];
beforeEach(async () => {
  server = await startTestNats();
  nats = await connectNats({ servers: server.url, name: 'test', logger });
  await provision(nats, options);
});
afterEach(async () => {
  for (const view of views.splice(0)) view.close();
  await nats.close();
  await server.stop();
});

async function watched(onChange?: (change: ConfigChange) => void): Promise<ConfigView> {
  const view = await watchConfig(nats, { logger, ...(onChange === undefined ? {} : { onChange }) });
  views.push(view);
  return view;
}

const putSync = (sync: ReturnType<typeof aSync>) => putConfig(nats, kvKeys.sync(sync.id), sync);
const secrets: SyncSecrets = { v: 1, sync: 'sync-1', secretVersion: 1, kid: 'k', wrappedKey: 'w', sealed: 's' };

describe('watchConfig', () => {
  it('has everything that was there, and is ready only when the configuration says so', async () => {
    const early = await watched();
    expect([early.ready(), early.all()]).toEqual([false, []]);

    await putConfig(nats, kvKeys.project('project-1'), aProject({ apiKeys: ['k-1', 'k-2'] }));
    await putSync(aSync({ id: 'b' }));
    await putSync(aSync({ id: 'a', status: 'disabled' }));
    await putSync(aSync({ id: 'c', project: 'project-2' }));
    const view = await watched();
    expect(view.ready()).toBe(false);
    expect(view.all().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(view.syncsOf('project-1').map(({ id }) => id)).toEqual(['a', 'b']);
    expect(view.syncsOf('project-3')).toEqual([]);
    expect(view.sync('b')).toEqual(aSync({ id: 'b' }));
    expect(view.projectByKey('k-2')?.id).toBe('project-1');
    expect(view.project('project-1')?.apiKeys).toEqual(['k-1', 'k-2']);

    await putConfig(nats, kvKeys.ready, { v: 1 });
    await eventually(() => expect([view.ready(), early.ready()]).toEqual([true, true]));
    expect((await watched()).ready()).toBe(true);
    expect(early.all()).toEqual(view.all());
  });

  it('follows changes and removals', async () => {
    const changes: string[] = [];
    const view = await watched((change) =>
      changes.push(change.kind === 'sync' ? `${change.id}@${change.sync?.version ?? 'gone'}` : change.kind),
    );
    // Only the newest value of a key is kept: whoever is to see each one waits for it.
    const then = (expected: string[]) => eventually(() => expect(changes).toEqual(expected));
    await putConfig(nats, kvKeys.project('project-1'), aProject({ apiKeys: ['old'] }));
    await putSync(aSync());
    await then(['project', 'sync-1@1']);
    await putConfig(nats, kvKeys.project('project-1'), aProject({ apiKeys: ['new'] }));
    await putSync(aSync({ version: 2, project: 'project-2' }));
    await then(['project', 'sync-1@1', 'project', 'sync-1@2']);
    expect(view.syncsOf('project-2').map(({ id }) => id)).toEqual(['sync-1']);
    await deleteKey(nats, 'config', kvKeys.sync('sync-1'));
    await then(['project', 'sync-1@1', 'project', 'sync-1@2', 'sync-1@gone']);
    expect([view.projectByKey('old'), view.projectByKey('new')?.id]).toEqual([undefined, 'project-1']);
    expect([view.sync('sync-1'), view.syncsOf('project-1'), view.syncsOf('project-2')]).toEqual([undefined, [], []]);
  });

  it('passes over what does not fit, keeps what was there, and says so', async () => {
    await putSync(aSync());
    const view = await watched();
    await nats.js.publish('$KV.sync-config.sync.sync-1', JSON.stringify({ ...aSync(), v: 9, status: 'on' }));
    await nats.js.publish('$KV.sync-config.sync.other', JSON.stringify(aSync()));
    await nats.js.publish('$KV.sync-config.sync.broken', '{');
    await eventually(() => expect(view.ignored()).toBe(3));
    expect(view.all()).toEqual([aSync()]);
  });

  it('keeps the last configuration while the server is away, and sees later changes soon after', async () => {
    await putSync(aSync());
    await putSync(aSync({ id: 'doomed' }));
    const view = await watched();
    await server.kill('SIGKILL');
    expect(view.sync('sync-1')?.version).toBe(1);
    const other = connectNats({ servers: server.url, name: 'other', logger });
    await server.restart();
    const config = await other;
    await putConfig(config, kvKeys.sync('sync-1'), aSync({ version: 2 }));
    await deleteKey(config, 'config', kvKeys.sync('doomed'));
    const changed = Date.now();
    await eventually(() => expect([view.sync('sync-1')?.version, view.sync('doomed')]).toEqual([2, undefined]));
    expect(Date.now() - changed).toBeLessThan(5_000);
    await config.close();
  }, 40_000);

  it('takes up a bucket that was made anew, without an empty moment in between', async () => {
    await putSync(aSync({ id: 'gone' }));
    await putSync(aSync());
    const sizes = new Set<number>();
    const view = await watched();
    const watching = setInterval(() => sizes.add(view.all().length), 1);
    views.push({ close: () => clearInterval(watching) });
    await nats.jsm.streams.delete('KV_sync-config');
    await provision(nats, options);
    await putSync(aSync({ version: 7 }));
    await eventually(() => expect(view.all()).toEqual([aSync({ version: 7 })]), { timeoutMs: 15_000 });
    expect([...sizes].every((size) => size > 0)).toBe(true);
  }, 40_000);

  it('says that the buckets were not provisioned', async () => {
    await nats.jsm.streams.delete('KV_sync-config');
    await expect(watchConfig(nats, { logger })).rejects.toThrow(StreamMissing);
  }, 40_000);
});

describe('watchSecrets', () => {
  it('has the newest sealed secrets of each sync, through a restart of the server', async () => {
    await putSecret(nats, kvKeys.sync('sync-1'), secrets);
    const changed: string[] = [];
    const view = await watchSecrets(nats, {
      logger,
      onChange: (sync, now) => changed.push(`${sync}@${now?.secretVersion ?? 'gone'}`),
    });
    views.push(view);
    expect(view.get('sync-1')).toEqual(secrets);
    await server.kill('SIGKILL');
    await server.restart();
    await putSecret(nats, kvKeys.sync('sync-1'), { ...secrets, secretVersion: 2 });
    await eventually(() => expect(view.get('sync-1')?.secretVersion).toBe(2));
    await deleteKey(nats, 'secrets', kvKeys.sync('sync-1'));
    await eventually(() => expect(changed).toEqual(['sync-1@1', 'sync-1@2', 'sync-1@gone']), { timeoutMs: 20_000 });
    expect(view.get('sync-1')).toBeUndefined();
  }, 40_000);
});

describe('a listener that throws', () => {
  it('ends neither the watching nor the connection', async () => {
    let calls = 0;
    const view = await watched(() => {
      calls += 1;
      throw new Error('no');
    });
    await putSync(aSync());
    await putSync(aSync({ id: 'sync-2' }));
    await eventually(() => expect([calls, view.all().length]).toEqual([2, 2]));
    await putConfig(nats, kvKeys.ready, { v: 1 });
    await eventually(() => expect(view.ready()).toBe(true));
  });
});
