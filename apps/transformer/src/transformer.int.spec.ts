import { anAmplitudeEvent, aSync, eventually } from '@kochava-stream/testing';
import { Stage, startServers, type Servers } from './stage.spec.ts';

let servers: Servers;
let stage: Stage;
beforeAll(async () => {
  servers = await startServers();
}, 120_000);
afterAll(async () => servers?.stop());
afterEach(async () => stage?.close());

let insertIds = 0;
const event = (fields: Record<string, unknown> = {}) =>
  anAmplitudeEvent({ insert_id: `i-${(insertIds += 1)}`, ...fields });
const set = (properties: object) => ({ event_type: '$identify', user_properties: { $set: properties } });

describe('the transformer', () => {
  it('makes of an upload the bytes that Kochava gets', async () => {
    stage = await Stage.open(servers, [aSync()]);
    await stage.startTransformer();
    await stage.upload([
      event({ event_properties: { price: 3, secret: 'not selected' } }),
      event({ event_type: 'Other' }),
    ]);
    await stage.received(2);
    expect(await stage.dispatched('sync-1')).toEqual([
      {
        action: 'event',
        kochava_app_id: 'kodemo',
        kochava_device_id: 'd-1',
        data: expect.objectContaining({ event_name: 'Purchase', event_data: { price: 3 }, usertime: 1_795_437_238 }),
      },
    ]);
    expect(await stage.counts()).toEqual({
      '- received': 2,
      'sync-1 dispatched': 1,
      'sync-1 filtered not-selected': 1,
    });
  });

  it('tells the names that it sees, each once, the last ones when it stops', async () => {
    stage = await Stage.open(servers, [aSync()]);
    const service = await stage.startTransformer();
    await stage.upload([event({ event_properties: { price: 3 } }), event({ event_type: 'Other' })]);
    await stage.received(2);
    await eventually(async () => expect(await stage.seen()).toContain('event-property price'));
    await stage.upload([event(), event({ event_type: 'Last' })]);
    await stage.received(4);
    await service.close();
    const seen = await stage.seen();
    expect(seen).toEqual(expect.arrayContaining(['event Purchase', 'event Other', 'event Last', 'field device_id']));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('asks for a link before any event of the device, and reaches the user’s devices from a server', async () => {
    stage = await Stage.open(servers, [aSync()]);
    await stage.startTransformer();
    await stage.upload([event(set({ plan: 'free' }))]);
    await stage.upload([event({ device_id: 'd-2' })]);
    await stage.received(2);
    await stage.upload([event({ ...set({ plan: 'pro' }), device_id: undefined })]);
    await stage.received(3);
    const links = await stage.links();
    const asked = links.map(({ kochavaDeviceId, properties }) => `${kochavaDeviceId} ${JSON.stringify(properties)}`);
    expect(asked.sort()).toEqual([
      'd-1 {"plan":"free"}',
      'd-1 {"plan":"pro"}',
      'd-2 {"plan":"free"}',
      'd-2 {"plan":"pro"}',
    ]);
    expect(await stage.dispatched('sync-1')).toHaveLength(1);
  });

  it('takes an insert_id once: within a chunk, across chunks, after a restart', async () => {
    stage = await Stage.open(servers, [aSync()]);
    const first = await stage.startTransformer();
    const again = event({ user_properties: { $add: { visits: 1 } } });
    await stage.upload([again, again, event()]);
    await stage.upload([again]);
    await stage.received(4);
    await first.close();
    await stage.startTransformer();
    await stage.upload([again, event({ user_properties: { $add: { visits: 1 } } })]);
    await stage.received(6);
    expect(await stage.dispatched('sync-1')).toHaveLength(3);
    expect(await stage.counts()).toEqual({ '- received': 6, '- duplicate': 3, 'sync-1 dispatched': 3 });
    const [user] = await stage.db.query<{ body: string }>(
      'user',
      `SELECT body FROM profile WHERE body LIKE '%"devices"%'`,
    );
    expect(JSON.parse(user?.body ?? '')).toMatchObject({ user: 'u-1', properties: { visits: 2 } });
  });

  it('waits for the configuration: an event that came before it is not counted as one of no sync', async () => {
    stage = await Stage.open(servers);
    const service = await stage.startTransformer();
    const ready = async () => (await fetch(`${service.url}/readyz`)).json();
    expect(await ready()).toMatchObject({ checks: { configuration: 'not published yet' } });
    await stage.upload([event()]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stage.counts()).toEqual({});
    await stage.configure([aSync()]);
    await stage.received(1);
    expect(await stage.dispatched('sync-1')).toHaveLength(1);
    await eventually(async () => expect(await ready()).toMatchObject({ status: 'ready' }));
    await stage.upload([event()], { project: 'project-without-syncs' });
    await stage.received(2);
    expect(await stage.counts()).toMatchObject({ '- dropped no-sync': 1 });
  });

  it('puts poison aside, event or chunk, and its neighbours pass', async () => {
    stage = await Stage.open(servers, [aSync()]);
    await stage.startTransformer();
    const deep: unknown = JSON.parse('['.repeat(3_000) + ']'.repeat(3_000));
    const poison = JSON.stringify(event({ event_properties: { price: 'DEEP' }, insert_id: 'poison' }));
    const chunk = JSON.stringify({
      v: 1,
      uploads: [{ project: 'project-1', receivedAt: 1, uploadedAt: null, events: [] }],
    });
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const events = [JSON.stringify(event()), poison.replace('"DEEP"', nested), JSON.stringify(event())];
    await stage.chunk(1, Buffer.from(chunk.replace('[]', `[${events.join(',')}]`)));
    await stage.chunk(1, Buffer.from('{"v":1,"uploads":[{"project":"project-1"'));
    await stage.upload([event({ user_properties: { nul: '\u0000 \ud800', deep } })]);
    await stage.received(4);
    expect(await stage.dispatched('sync-1')).toHaveLength(3);
    expect(await stage.counts()).toEqual({ '- received': 4, '- dead poison': 1, 'sync-1 dispatched': 3 });
    const dead = await eventually(async () => {
      const letters = await stage.dead();
      expect(letters).toHaveLength(2);
      return letters;
    });
    const texts = dead.map(({ payload }) => Buffer.from(JSON.parse(payload) as string, 'base64').toString());
    expect(texts.some((text) => text.includes('"insert_id":"poison"'))).toBe(true);
    expect(texts).toContain('{"v":1,"uploads":[{"project":"project-1"');
    expect(
      await stage.db.query('nul', `SELECT 1 AS found FROM profile WHERE body LIKE '%\\\\u0000 \\\\ud800%'`),
    ).toHaveLength(1);
  });

  it('shares the shards between two, and users whose devices fall to both keep everything', async () => {
    stage = await Stage.open(servers, [aSync({ sendUsers: { properties: ['plan', 'p0', 'p1', 'p2', 'p3'] } })]);
    const two = await Promise.all([stage.startTransformer(), stage.startTransformer()]);
    await eventually(
      async () => {
        const owned = await Promise.all(two.map(ownedShards));
        expect(owned).toEqual([2, 2]);
      },
      { timeoutMs: 40_000 },
    );
    const sent: string[] = [];
    for (let round = 0; round < 25; round += 1) {
      await Promise.all(
        Array.from({ length: 8 }, (_, device) => {
          const insert_id = `two-${round}-${device}`;
          sent.push(insert_id);
          const user_properties = { $add: { visits: 1 }, $postInsert: { seen: `${round}-${device}` } };
          return stage.upload([event({ device_id: `d-${device}`, user_id: 'shared', insert_id, user_properties })]);
        }),
      );
    }
    await stage.received(sent.length, 60_000);
    expect(await stage.dispatched('sync-1')).toHaveLength(sent.length);
    expect(await stage.counts()).toEqual({ '- received': sent.length, 'sync-1 dispatched': sent.length });
    const [user] = await stage.db.query<{ body: string }>(
      'user',
      `SELECT body FROM profile WHERE body LIKE '%"devices"%'`,
    );
    const { properties, devices } = JSON.parse(user?.body ?? '') as { properties: any; devices: unknown[] };
    expect(properties.visits).toBe(sent.length);
    expect(properties.seen).toHaveLength(sent.length);
    expect(devices).toHaveLength(8);
  }, 120_000);

  it('loses nothing and counts exactly while Postgres and NATS are killed', async () => {
    stage = await Stage.open(servers, [aSync()]);
    await stage.startTransformer();
    let sending = true;
    const kill = async () => {
      for (const server of [servers.postgres, servers.nats, servers.postgres]) {
        await new Promise((resolve) => setTimeout(resolve, 700));
        await server.kill();
        await server.restart();
      }
      sending = false;
    };
    const killed = kill();
    let sent = 0;
    while (sending) {
      const repeated = event();
      await stage.upload([
        event({ event_type: 'Other' }),
        repeated,
        repeated,
        event({ user_properties: { $add: { n: 1 } } }),
      ]);
      sent += 4;
    }
    await killed;
    await stage.received(sent, 60_000);
    expect(await stage.counts()).toEqual({
      '- received': sent,
      '- duplicate': sent / 4,
      'sync-1 filtered not-selected': sent / 4,
      'sync-1 dispatched': sent / 2,
    });
    expect(await stage.dispatched('sync-1')).toHaveLength(sent / 2);
    const [user] = await stage.db.query<{ body: string }>(
      'user',
      `SELECT body FROM profile WHERE body LIKE '%"devices"%'`,
    );
    expect(JSON.parse(user?.body ?? '')).toMatchObject({ properties: { n: sent / 4 } });
  }, 120_000);
});

async function ownedShards({ url }: { url: string }): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^kochava_stream_\S*owned\S* (\d+)$/m.exec(text)?.[1]);
}
