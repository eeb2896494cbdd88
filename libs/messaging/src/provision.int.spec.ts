import { type StreamConfig } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { kvBuckets, kvKeys, streams } from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { aProject, startTestNats, type TestNats } from '@kochava-stream/testing';
import { connectNats, type Nats } from './connect.ts';
import { putConfig } from './kv-write.ts';
import { provision, provisionedShards, ProvisionFailed, ProvisionRefused } from './provision.ts';
import { verifyFsync } from './verify-fsync.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const options = { shards: 4, replicas: 1 } as const;
const names = [...streams.map(({ name }) => name), 'ADVISORY', 'KV_sync-config', 'KV_sync-secrets'];
const hour = 3_600_000 * 1e6;

let server: TestNats;
let nats: Nats;
beforeEach(async () => {
  server = await startTestNats();
  nats = await connectNats({ servers: server.url, name: 'test', logger });
});
afterEach(async () => {
  await nats.close();
  await server.stop();
});

async function config(name: string): Promise<StreamConfig> {
  return (await nats.jsm.streams.info(name)).config;
}

/** What a run with these options is refused for; it must not change anything. */
async function refusal(asked: Parameters<typeof provision>[1]): Promise<string> {
  const before = await Promise.all(names.map(config));
  const error = await provision(nats, asked).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProvisionRefused);
  expect(await Promise.all(names.map(config))).toEqual(before);
  return (error as Error).message;
}

describe('provision', () => {
  it('waits for servers that do not answer yet', async () => {
    await server.kill('SIGSTOP');
    setTimeout(() => void server.kill('SIGCONT'), 6_000);
    const { streams: made } = await provision(nats, options);
    expect(made.map(({ name }) => name)).toEqual(names);
  });

  it('makes everything, and nothing the second time', async () => {
    const first = await provision(nats, options);
    expect(first.streams.map(({ name, did }) => `${did} ${name}`)).toEqual(names.map((name) => `created ${name}`));
    expect(await provisionedShards(nats)).toBe(4);

    const second = await provision(nats, options);
    expect(second.streams.map(({ name, did, changes }) => [name, did, changes])).toEqual(
      names.map((name) => [name, 'kept', []]),
    );
  });

  it('makes streams that keep what is unread: limits, file, discard new, for longer than the 72 h horizon', async () => {
    await provision(nats, options);
    const all = [];
    for await (const { config: found } of nats.jsm.streams.list()) all.push(found);
    expect(all.map(({ name }) => name).sort()).toEqual([...names].sort());
    for (const stream of all) {
      expect(stream).toMatchObject({
        storage: 'file',
        retention: 'limits',
        discard: 'new',
        num_replicas: 1,
        compression: 'none',
        deny_delete: true,
        max_msg_size: 1024 * 1024,
        max_msgs: -1,
      });
      expect(stream.max_bytes).toBeGreaterThan(0);
      // 0 = for ever
      if (stream.max_age !== 0) expect(stream.max_age).toBeGreaterThan(72 * hour);
    }
    for (const declared of streams) {
      expect(await config(declared.name)).toMatchObject({
        subjects: declared.subjects,
        max_age: declared.maxAgeMs * 1e6,
        duplicate_window: declared.duplicateWindowMs * 1e6,
        max_msgs_per_subject: -1,
        allow_atomic: true,
      });
    }
    await verifyFsync(server.monitorUrl);
  });

  it('makes buckets that any KV client can use', async () => {
    await provision(nats, options);
    await putConfig(nats, kvKeys.project('project-1'), aProject());
    const bucket = await new Kvm(nats.nc).open(kvBuckets.config);
    expect((await bucket.get(kvKeys.project('project-1')))?.json()).toEqual(aProject());
    expect(await bucket.status()).toMatchObject({ history: 1, values: 1 });
  });

  it('captures what the broker says when it gives up on a message', async () => {
    await provision(nats, options);
    const consumer = { durable_name: 'impatient', ack_policy: 'explicit', ack_wait: 200e6, max_deliver: 1 } as const;
    await nats.jsm.consumers.add('DEAD', consumer);
    await nats.js.publish('dead.none', 'x');
    const reader = await nats.js.consumers.get('DEAD', 'impatient');
    await reader.next();
    await new Promise((resolve) => setTimeout(resolve, 400));
    await reader.next({ expires: 1_000 });
    const advisory = await nats.jsm.streams.getMessage('ADVISORY', { seq: 1 });
    expect(advisory?.subject).toBe('$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.DEAD.impatient');
  });

  it('takes up what may change', async () => {
    await provision(nats, options);
    const { metadata, ...rest } = await config('LINKS');
    await nats.jsm.streams.update('LINKS', { ...rest, metadata: { ...metadata, team: 'x' }, duplicate_window: 120e9 });
    const report = await provision(nats, { ...options, maxBytes: { DEAD: 2 * 1024 ** 3 } });
    expect(report.streams.filter(({ did }) => did === 'updated')).toEqual([
      {
        name: 'LINKS',
        did: 'updated',
        changes: [{ setting: 'duplicate_window', from: 120e9, to: 600e9 }],
      },
      { name: 'DEAD', did: 'updated', changes: [{ setting: 'max_bytes', from: 1024 ** 3, to: 2 * 1024 ** 3 }] },
    ]);
    expect(await config('LINKS')).toMatchObject({ duplicate_window: 600e9, metadata: { team: 'x' } });
  });

  it('leaves what a newer release added, so that it can be run after a rollback', async () => {
    await provision(nats, options);
    const { subjects, ...rest } = await config('DISPATCH');
    await nats.jsm.streams.update('DISPATCH', { ...rest, subjects: [...subjects, 'dispatch.*.next'] });
    await nats.jsm.streams.add({ name: 'NEXT', subjects: ['next.>'] });
    await nats.js.publish('dispatch.s.next', 'x');
    const report = await provision(nats, options);
    expect(report.streams.find(({ name }) => name === 'DISPATCH')).toMatchObject({ did: 'kept' });
    expect((await config('DISPATCH')).subjects).toEqual([...subjects, 'dispatch.*.next']);
    await nats.jsm.streams.update('DISPATCH', {
      ...rest,
      subjects: [...subjects, 'dispatch.*.next'],
      duplicate_window: 120e9,
    });
    await provision(nats, options);
    expect(await config('DISPATCH')).toMatchObject({
      subjects: [...subjects, 'dispatch.*.next'],
      duplicate_window: 600e9,
    });
    expect(await nats.jsm.streams.names().next()).toContain('NEXT');
  });

  describe('refuses', () => {
    it('another number of shards', async () => {
      await provision(nats, options);
      expect(await refusal({ ...options, shards: 8 })).toMatch(/RECEIVED: shards from 4 to 8: .*in two shards/);
    });

    it('a size below what is stored', async () => {
      await provision(nats, options);
      for (let each = 0; each < 3; each += 1) await nats.js.publish('dead.none', new Uint8Array(600_000));
      expect(await refusal({ ...options, maxBytes: { DEAD: 1024 ** 2 } })).toMatch(
        /DEAD: max_bytes from 1073741824 to 1048576: 18\d+ bytes are stored already/,
      );
      const smaller = await provision(nats, { ...options, maxBytes: { DEAD: 4 * 1024 ** 2 } });
      expect(smaller.streams.find(({ name }) => name === 'DEAD')).toMatchObject({ did: 'updated' });
    });

    it('streams that were made otherwise: storage, retention, discard, age, subjects', async () => {
      await nats.jsm.streams.add({ name: 'RECEIVED', subjects: ['received.>'], storage: 'memory', max_age: 0 });
      await nats.jsm.streams.add({ name: 'LINKS', subjects: ['links.requested.*'], retention: 'workqueue' });
      await nats.jsm.streams.add({ name: 'OUTCOMES', subjects: ['outcomes.*'], discard: 'old' });
      await nats.js.publish('received.events.0', 'x');
      const error: unknown = await provision(nats, options).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ProvisionRefused);
      expect((error as ProvisionRefused).reasons.map((reason) => reason.split(': ').slice(0, 2).join(': '))).toEqual([
        `RECEIVED: subjects from received.> to ${streams.find(({ name }) => name === 'RECEIVED')?.subjects.join(' ')}`,
        'RECEIVED: storage from memory to file',
        'RECEIVED: discard from old to new',
        'RECEIVED: max_age from 0 to 345600000000000',
        'RECEIVED: shards from not recorded to 4',
        'LINKS: retention from workqueue to limits',
        'LINKS: discard from old to new',
        'OUTCOMES: discard from old to new',
      ]);
      expect(await nats.jsm.streams.names().next()).toHaveLength(3);
    });
  });

  it('says what the server has no room or no copies for, and which setting to change', async () => {
    const tooLarge = provision(nats, { ...options, maxBytes: { DISPATCH: 1e15 } });
    await expect(tooLarge).rejects.toThrow(ProvisionFailed);
    await expect(tooLarge).rejects.toThrow(/^DISPATCH: the server says: .*set STREAM_MAX_BYTES_DISPATCH/);
    await expect(provision(nats, { shards: 4, replicas: 3 })).rejects.toThrow(/^RECEIVED: the server says: replicas/);
    expect((await provision(nats, options)).streams.map(({ did }) => did)).toContain('created');
  });
});
