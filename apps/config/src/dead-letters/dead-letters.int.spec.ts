import { dispatchLinks, encode, linkCommands, receivedEvents, receivedReplays } from '@kochava-stream/contracts';
import { publish } from '@kochava-stream/messaging';
import { aDispatchEntry, anAmplitudeEvent, anUpload, eventually } from '@kochava-stream/testing';
import { aLetter, here, receivedAt, refusedEvents, Stage, startServers, type Servers } from './stage.spec.ts';

let servers: Servers;
let stage: Stage;
beforeAll(async () => {
  servers = await startServers();
}, 120_000);
afterAll(async () => servers?.stop());
beforeEach(async () => {
  stage = await Stage.open(servers);
});
afterEach(async () => stage?.close());

const held = {
  project: 'project-1',
  syncVersion: 3,
  kochavaDeviceId: 'd-1',
  properties: { plan: { value: 'gold', requestedAt: receivedAt } },
};
const expiredLink = aLetter({
  id: 'held-1',
  source: 'identity-linker',
  kind: 'link',
  reason: 'hold-expired',
  reply: null,
  attempts: 0,
  payload: JSON.stringify(held),
});
const linkEntry = aDispatchEntry({ id: 'l-1.0', insertId: undefined as never, properties: { plan: 'pro' } });
const refusedLink = aLetter({ id: 'l-1.0.dead', kind: 'link', payload: JSON.stringify(linkEntry) });

describe('dead letters', () => {
  it('are kept once each, whatever comes twice, and are listed, counted by reason and looked at', async () => {
    const worker = stage.startWorker();
    await stage.die(...refusedEvents(3), expiredLink);
    await stage.waiting(4);
    await worker.close();
    stage.startWorker();
    await stage.die(...refusedEvents(4), { ...expiredLink, reason: 'changed' });
    await stage.waiting(5);

    const { groups } = await stage.desk.groups(here, {});
    expect(groups.map(({ kind, reason, n }) => [kind, reason, n])).toEqual([
      ['event', 'refused', 4],
      ['link', 'hold-expired', 1],
    ]);
    const page = await stage.desk.list(here, { limit: '2' });
    const rest = await stage.desk.list(here, { limit: '200', before: page.next });
    expect([...page.letters, ...rest.letters].map(({ id }) => id)).toEqual([
      'm-1.3.dead',
      'held-1',
      'm-1.2.dead',
      'm-1.1.dead',
      'm-1.0.dead',
    ]);
    expect(rest.next).toBeNull();
    expect((await stage.desk.list(here, { device: 'd-2', kind: 'event' })).letters).toHaveLength(1);
    expect((await stage.desk.list(here, { from: '2099-01-01T00:00:00Z' })).letters).toHaveLength(0);
    expect(await stage.desk.one(here, 'm-1.0.dead')).toMatchObject({
      reason: 'refused',
      device: 'd-0',
      reply: { status: 400, body: '{"success":"0"}' },
      request: { path: '/track/json', userAgent: 'Unknown', body: aDispatchEntry().body },
      hindered: { current: 'no-event', original: null },
    });
    expect(await stage.desk.one(here, 'held-1')).toMatchObject({ link: { plan: 'gold' }, request: null });
    await expect(stage.desk.one({ ...here, sync: 'other' }, 'held-1')).rejects.toThrow('no such dead letter');
  });

  it('go back as the very requests that they were, once, and the books know it', async () => {
    stage.startWorker();
    await stage.die(...refusedEvents(30));
    await stage.waiting(30);
    const order = { filter: { reason: 'refused' }, version: 'original', rate: 1000 };
    expect(await stage.replay({ ...order, preview: true })).toMatchObject({
      matching: 30,
      replayable: 30,
      replay: null,
    });
    expect(await stage.count('waiting')).toBe(30);

    const { replay } = await stage.replay({ ...order, why: 'the App GUID was wrong' });
    await expect(stage.replay(order)).rejects.toThrow('under way');
    expect(await stage.done(replay.id)).toMatchObject({ total: 30, sent: 30, skipped: 0, who: 'ada' });
    await eventually(async () => expect(await stage.dispatched()).toHaveLength(30));
    const entries = await stage.dispatched();
    expect(entries.map(({ replayOf }) => replayOf)).toEqual(refusedEvents(30).map(({ id }) => id));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(30);
    expect(entries[7]).toMatchObject({
      ...aDispatchEntry(),
      kochavaDeviceId: 'd-7',
      insertId: 'i-7',
      id: entries[7]?.id,
    });
    expect(await stage.tally()).toEqual({ 'event-replayed': 30 });

    expect(await stage.replay(order)).toMatchObject({ matching: 0, replay: null });
    expect(await stage.desk.one(here, 'm-1.0.dead')).toMatchObject({ state: 'replayed', replay: replay.id });
  });

  it('go on after a crash, each still once', async () => {
    const first = stage.startWorker();
    await stage.die(...refusedEvents(60));
    await stage.waiting(60);
    const { replay } = await stage.replay({ filter: {}, version: 'original', rate: 60 });
    await eventually(async () => expect(await stage.count('replayed')).toBeGreaterThan(5));
    await first.close();
    const sofar = await stage.count('replayed');
    expect(sofar).toBeLessThan(60);
    // What comes later is not in it.
    await stage.die({ ...refusedEvents(61).at(-1)!, id: 'later' });
    stage.startWorker();
    stage.startWorker();
    await stage.done(replay.id);
    await eventually(async () => expect(await stage.dispatched()).toHaveLength(60));
    expect(new Set((await stage.dispatched()).map(({ replayOf }) => replayOf)).size).toBe(60);
    await stage.waiting(1);
  });

  it('go no faster than asked, wait while their sync is off, and stop when told', async () => {
    stage.startWorker();
    await stage.die(...refusedEvents(40));
    await stage.waiting(40);
    await stage.switch('disabled');
    const { replay } = await stage.replay({ filter: {}, version: 'original', rate: 20 });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await stage.desk.oneReplay(here, replay.id)).toMatchObject({ state: 'paused', sent: 0 });
    await stage.switch('enabled');
    const began = performance.now();
    await eventually(async () => expect(await stage.count('replayed')).toBeGreaterThanOrEqual(15));
    const seconds = (performance.now() - began) / 1000;
    // A second's worth may go at once after the pause.
    expect(await stage.count('replayed')).toBeLessThanOrEqual(20 + seconds * 20 + 5);
    const stopped = await stage.desk.stop(here, replay.id, 'eve');
    expect(stopped).toMatchObject({ state: 'stopped', endedBy: 'eve' });
    const left = await stage.count('waiting');
    expect(left).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await stage.count('waiting')).toBe(left);
  });

  it('with their events are mapped anew by the transformer; without, they stay', async () => {
    stage.startWorker();
    const events = ['a', 'b', 'c'].map((id) => anAmplitudeEvent({ insert_id: id }));
    const uploads = [
      anUpload({ receivedAt, events: events.slice(0, 1) }),
      anUpload({ receivedAt, events: events.slice(1) }),
    ];
    await publish(stage.nats, { contract: receivedEvents, to: { shard: 0 }, id: 'u', message: { v: 1, uploads } });
    const dead = (id: string, received: { seq: number; index: number }) =>
      aLetter({ id, payload: JSON.stringify(aDispatchEntry({ insertId: id, acceptedAt: receivedAt, received })) });
    await stage.die(dead('c', { seq: 1, index: 2 }), dead('b', { seq: 1, index: 0 }), dead('x', { seq: 99, index: 0 }));
    await stage.waiting(3);
    const order = { filter: {}, version: 'current', rate: 1000 };
    await eventually(async () =>
      expect(await stage.replay({ ...order, preview: true })).toMatchObject({ replayable: 1 }),
    );
    expect(await stage.desk.one(here, 'c')).toMatchObject({ event: events[2], hindered: { current: null } });

    const { replay, hindered } = await stage.replay(order);
    expect(hindered).toEqual([{ hindrance: 'no-event', n: 2 }]);
    expect(await stage.done(replay.id)).toMatchObject({ sent: 1, skipped: 2 });
    await eventually(async () => expect(await stage.stored(receivedReplays, 'received.replays.')).toHaveLength(1));
    expect((await stage.stored(receivedReplays, 'received.replays.'))[0]?.replays).toEqual([
      {
        letter: 'c',
        ...here,
        receivedAt,
        uploadedAt: uploads[1]?.uploadedAt,
        event: events[2],
        received: { seq: 1, index: 2 },
      },
    ]);

    // What it came to: the sync does not send it any more.
    const { payload, id } = { payload: JSON.stringify({ replayOf: 'c' }), id: 'c-again' };
    await stage.die(aLetter({ id, source: 'transformer', reason: 'not-selected', reply: null, payload }));
    await eventually(async () => expect(await stage.desk.one(here, 'c-again')).toMatchObject({ event: events[2] }));
    expect(await stage.desk.one(here, 'c')).toMatchObject({ state: 'replayed', became: 'c-again' });
  });

  it('that are links go through the linker; a refused one also as it was', async () => {
    stage.startWorker();
    await stage.die(expiredLink, refusedLink);
    await stage.waiting(2);
    const { replay } = await stage.replay({ ids: ['l-1.0.dead'], version: 'original', rate: 1000 });
    await stage.done(replay.id);
    const links = () => stage.stored(dispatchLinks, 'dispatch.sync-1.link');
    await eventually(async () => expect(await links()).toHaveLength(1));
    expect((await links())[0]?.entries).toMatchObject([{ body: linkEntry.body, properties: { plan: 'pro' } }]);

    await stage.die({ ...refusedLink, id: 'l-1.1.dead' });
    await stage.waiting(2);
    const again = await stage.replay({ filter: { kind: 'link' }, version: 'current', rate: 1000, why: 'fixed' });
    await stage.done(again.replay.id);
    const commands = async () => (await stage.stored(linkCommands, 'links.commands.')).flatMap((each) => each.commands);
    await eventually(async () => expect(await commands()).toHaveLength(2));
    const properties = { plan: { value: 'gold', requestedAt: receivedAt } };
    expect(
      (await commands()).map(({ kochavaDeviceId, who, why, order }) => [kochavaDeviceId, who, why, order]),
    ).toEqual([
      ['d-1', 'ada', 'fixed', { type: 'reopen', syncVersion: 3, properties }],
      [
        'd-1',
        'ada',
        'fixed',
        { type: 'reopen', syncVersion: 1, properties: { plan: { value: 'pro', requestedAt: receivedAt } } },
      ],
    ]);
    expect(await stage.tally()).toEqual({});
  });

  it('of messages that nobody could read go back to where they came from, as far as config may put them there', async () => {
    stage.startWorker();
    const bytes = encode(receivedEvents, { v: 1, uploads: [anUpload()] });
    const poison = (id: string, subject: string) =>
      aLetter({
        id,
        source: 'transformer',
        kind: 'poison',
        project: null,
        sync: null,
        syncVersion: null,
        reason: 'poison',
        detail: `from ${subject}: TypeError`,
        reply: null,
        payload: JSON.stringify(Buffer.from(bytes).toString('base64')),
      });
    await stage.die(poison('p-1', 'received.events'), poison('p-2', 'outcomes.2'));
    await stage.waiting(2);
    const none = { sync: '', project: '' };
    expect(await stage.desk.one(none, 'p-2')).toMatchObject({ hindered: { original: 'no-request' } });
    const answer = await stage.desk.replay(none, { filter: {}, version: 'original', rate: 1000 }, 'ada');
    expect(answer).toMatchObject({ matching: 2, replayable: 1 });
    await eventually(async () => expect(await stage.stored(receivedEvents, 'received.events.')).toHaveLength(1));
    expect(await stage.stored(receivedEvents, 'received.events.')).toEqual([{ v: 1, uploads: [anUpload()] }]);
  });

  it('that were deleted are gone with all that was in them, and do not come back', async () => {
    stage.startWorker();
    await stage.die(...refusedEvents(3));
    await stage.waiting(3);
    const order = { filter: { device: 'd-1' } };
    expect(await stage.desk.delete(here, { ...order, preview: true })).toEqual({ matching: 1, deleted: 0 });
    expect(await stage.desk.delete(here, order)).toEqual({ matching: 1, deleted: 1 });
    await stage.die(...refusedEvents(4));
    await stage.waiting(3);
    const rows = await stage.db.query('dump', `SELECT * FROM dead_letter WHERE id = 'm-1.1.dead'`);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/d-1"|i-1|kodemo|success/);
    await expect(stage.desk.delete(here, {})).rejects.toThrow('does not fit');
  });
});
