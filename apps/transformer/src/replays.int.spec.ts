import { encode, eventShard, receivedReplays, type Replay } from '@kochava-stream/contracts';
import { anAmplitudeEvent, aSync, eventually } from '@kochava-stream/testing';
import { shards, Stage, startServers, type Servers } from './stage.spec.ts';

let servers: Servers;
let stage: Stage;
beforeAll(async () => {
  servers = await startServers();
}, 120_000);
afterAll(async () => servers?.stop());
afterEach(async () => stage?.close());

const receivedAt = 1_795_437_240_000;
const bought = anAmplitudeEvent({ event_properties: { price: 3, colour: 'red' } });
const replay = (given: Partial<Replay> = {}): Replay => ({
  letter: 'letter-1',
  sync: 'sync-1',
  project: 'project-1',
  receivedAt,
  uploadedAt: null,
  event: bought,
  ...given,
});

async function again(...replays: Replay[]): Promise<void> {
  const shard = eventShard('project-1', bought, shards);
  const { js } = stage.nats;
  await js.publish(receivedReplays.subject({ shard }), encode(receivedReplays, { v: 1, replays }));
}

const plans = (entries: readonly { body: string }[]) =>
  entries.map(({ body }) => (JSON.parse(body) as { data: { event_data: unknown } }).data.event_data);

describe('an event out of the dead letters', () => {
  it('is mapped with the sync and the user as they are now, though it was taken before, and changes neither', async () => {
    const sendEvents = { properties: { event: ['price'], user: ['plan', 'visits'] } };
    stage = await Stage.open(servers, [aSync({ sendEvents })]);
    await stage.startTransformer();
    const visited = { ...bought, user_properties: { $add: { visits: 1 }, $set: { plan: 'free' } } };
    await stage.upload([visited]);
    await stage.upload([
      anAmplitudeEvent({ insert_id: 'i-2', event_type: '$identify', user_properties: { $set: { plan: 'pro' } } }),
    ]);
    await stage.received(2);
    const [first] = await stage.entries('sync-1');
    expect(first).toMatchObject({ received: { seq: 1, index: 0 } });

    await stage.configure([
      aSync({ version: 2, sendEvents: { properties: { event: ['colour'], user: ['plan', 'visits'] } } }),
    ]);
    await again(replay({ event: visited, received: first?.received }));
    await eventually(async () => expect(await stage.entries('sync-1')).toHaveLength(2), { timeoutMs: 10_000 });
    const [, second] = await stage.entries('sync-1');
    expect(second).toMatchObject({ syncVersion: 2, replayOf: 'letter-1', insertId: 'i-1', acceptedAt: receivedAt });
    expect(second?.received).toEqual(first?.received);
    expect(plans(await stage.entries('sync-1'))).toEqual([
      { price: 3, plan: 'free', visits: 1 },
      { colour: 'red', plan: 'pro', visits: 1 },
    ]);
    expect(await stage.counts()).toEqual({
      '- received': 2,
      'sync-1 dispatched': 1,
      'sync-1 filtered not-selected': 1,
    });
  });

  it('that the sync leaves out now, or that has no sync, is a dead letter again, with the reason', async () => {
    stage = await Stage.open(servers, [aSync({ sendEvents: { events: ['Other'] } })]);
    await stage.startTransformer();
    await again(replay(), replay({ sync: 'gone', letter: 'letter-2' }));
    await eventually(async () => expect(await stage.dead()).toHaveLength(2), { timeoutMs: 10_000 });
    const letters = (await stage.dead()).map(({ sync, kind, reason, payload }) => [sync, kind, reason, payload]);
    expect(letters.sort()).toEqual([
      ['gone', 'event', 'unknown-sync', '{"replayOf":"letter-2"}'],
      ['sync-1', 'event', 'not-selected', '{"replayOf":"letter-1"}'],
    ]);
  });

  it('that cannot be read does not hold up those beside it', async () => {
    stage = await Stage.open(servers, [aSync()]);
    await stage.startTransformer();
    await again(replay(), { letter: 'broken' } as Replay);
    await again(replay({ letter: 'letter-3' }));
    await eventually(async () => expect(await stage.entries('sync-1')).toHaveLength(1), { timeoutMs: 10_000 });
    expect((await stage.dead()).map(({ kind, detail }) => [kind, detail])).toEqual([
      ['poison', expect.stringContaining('from received.replays.')],
    ]);
  });
});
