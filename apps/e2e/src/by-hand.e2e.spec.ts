/** What people put right in the console: dead letters sent again, links released and held again, one event followed. */
import { type Rule } from '@kochava-stream/kochava-sandbox';
import { eventually } from '@kochava-stream/testing';
import { closedBooks } from './support/books.ts';
import { identify, iphone, vendorId } from './support/client.ts';
import { accepted, sentFor } from './support/ledger.ts';
import { type Scene, Scenes } from './support/scenes.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';

let scratch: ScratchStack;
beforeAll(async () => {
  scratch = await startScratchStack();
}, 120_000);
afterAll(async () => scratch?.close(), 60_000);
afterEach(() => scratch.sandbox.clearBehaviour());

const scenes = new Scenes('kohand', () => scratch);
const scene = scenes.make;

const misbehave = ({ app }: Scene, rule: Rule): void => scratch.sandbox.behave([{ ...rule, match: { app } }], 7);
const sent = ({ app }: Scene) => accepted(sentFor(scratch.sandbox.requests(), app));
const link = (name: string, plan: string): string => `link {"idfv":"${vendorId(name)}"} {"plan":"${plan}"}`;

async function post(path: string, body: object): Promise<any> {
  const answer = await scratch.api.call('POST', path, body);
  expect([answer.status, answer.body.error]).toEqual([200, undefined]);
  return answer.body;
}

async function letters({ sync }: Scene, n: number): Promise<any[]> {
  const found = await eventually(
    async () => {
      const { letters: all } = await scratch.api.get(`/api/syncs/${sync}/dead-letters`);
      expect(all).toHaveLength(n);
      return all;
    },
    { timeoutMs: 15_000 },
  );
  return found as any[];
}

async function replayed({ sync }: Scene, order: object): Promise<any> {
  const { replay } = await post(`/api/syncs/${sync}/dead-letters/replay`, { rate: 1000, ...order });
  return await eventually(
    async () => {
      const now = await scratch.api.get(`/api/syncs/${sync}/replays/${replay.id}`);
      expect(now.state).toBe('done');
      return now;
    },
    { timeoutMs: 15_000 },
  );
}

describe('a dead letter', () => {
  it('goes again as it was, or as the sync makes it now; the books close, and the way of each is told', async () => {
    const at = await scene();
    misbehave(at, { status: 400, times: 2 });
    const both = { price: 5, colour: 'red' };
    await at.client.send(iphone('again-1', { insert_id: 'a-1', event_properties: both }));
    await at.client.send(iphone('again-2', { insert_id: 'a-2', event_properties: both }));
    const dead = await letters(at, 2);
    expect(dead.map(({ reason, reply }) => [reason, reply.status])).toEqual([
      ['refused', 400],
      ['refused', 400],
    ]);
    const of = (device: string) => dead.find((letter) => letter.device === device).id as string;
    await eventually(
      async () => {
        const path = `/api/syncs/${at.sync}/dead-letters/${of('again-2')}`;
        expect((await scratch.api.get(path)).event).toMatchObject({ insert_id: 'a-2' });
      },
      { timeoutMs: 15_000 },
    );
    const version = await scratch.api.patch(at.sync, { sendEvents: { properties: { event: ['colour'] } } });
    expect(await replayed(at, { ids: [of('again-1')], version: 'original' })).toMatchObject({ sent: 1, skipped: 0 });
    expect(await replayed(at, { filter: {}, version: 'current' })).toMatchObject({ sent: 1, skipped: 0 });
    const expected = ['event again-1 Purchase {"price":5}', 'event again-2 Purchase {"colour":"red"}'];
    await eventually(() => expect(sent(at).sort()).toEqual(expected), { timeoutMs: 15_000 });
    await letters(at, 0);
    const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(syncs[0]).toMatchObject({ dispatched: 2, accepted: 2, dead: { refused: 2 }, replayed: 2 });

    const way = await scratch.api.get(`/api/projects/${at.project}/events/a-2/way`);
    expect(way.syncs).toMatchObject([{ fate: 'accepted' }]);
    const steps = way.syncs[0].steps.map(({ step, version: of }: any) => (of === undefined ? step : `${step} ${of}`));
    expect(steps).toEqual([
      'dispatched 2',
      'attempt',
      'dead-letter',
      'dead',
      `dispatched ${version}`,
      'attempt',
      'accepted',
    ]);
  }, 60_000);

  it('that the sync does not send any more comes back with the reason, and is still in the books', async () => {
    const at = await scene();
    misbehave(at, { status: 400, times: 1 });
    await at.client.send(iphone('left-1', { insert_id: 'b-1' }));
    const [dead] = await letters(at, 1);
    await scratch.api.patch(at.sync, { sendEvents: { events: ['Other'] } });
    const order = { ids: [dead.id], version: 'current', preview: true };
    await eventually(
      async () =>
        expect(await post(`/api/syncs/${at.sync}/dead-letters/replay`, order)).toMatchObject({ replayable: 1 }),
      { timeoutMs: 15_000 },
    );
    await replayed(at, { ids: [dead.id], version: 'current' });
    const [back] = await letters(at, 1);
    expect(back).toMatchObject({ source: 'transformer', reason: 'not-selected', replayOf: dead.id, device: 'left-1' });
    await scratch.api.patch(at.sync, { sendEvents: { events: ['Purchase'] } });
    await replayed(at, { filter: { reason: 'not-selected' }, version: 'current' });
    await eventually(() => expect(sent(at)).toEqual(['event left-1 Purchase {"price":12.5}']), { timeoutMs: 15_000 });
    const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(syncs[0]).toMatchObject({ accepted: 1, dead: { refused: 1, 'not-selected': 1 }, replayed: 2 });
  }, 60_000);
});

describe('a held link', () => {
  const device = async (at: Scene, name: string) => {
    const { devices } = await scratch.api.get(`/api/syncs/${at.sync}/devices?q=${name}`);
    return devices[0];
  };

  it('is released by hand, untied; when Kochava has the device it goes once more', async () => {
    const at = await scene();
    await at.client.send(identify(iphone('hand-1'), { plan: 'gold' }));
    await eventually(async () => expect(await device(at, 'hand-1')).toMatchObject({ hold: { state: 'unconfirmed' } }), {
      timeoutMs: 15_000,
    });
    expect((await scratch.api.get(`/api/syncs/${at.sync}/identity`)).holds).toMatchObject({ devices: 1 });
    const path = `/api/syncs/${at.sync}/devices/hand-1`;
    const answer = await post(`${path}/release`, { why: 'Kochava says it is there' });
    expect(answer).toMatchObject({ orders: [{ result: 'done' }], warning: expect.stringContaining('does not tie') });
    await eventually(() => expect(sent(at)).toEqual([link('hand-1', 'gold')]), { timeoutMs: 15_000 });
    await at.client.send(iphone('hand-1'));
    const all = ['event hand-1 Purchase {"price":12.5}', link('hand-1', 'gold'), link('hand-1', 'gold')];
    await eventually(() => expect(sent(at).sort()).toEqual(all), { timeoutMs: 15_000 });
    await eventually(
      async () => {
        const { facts } = await scratch.api.get(`${path}/history`);
        expect(facts.map(({ type }: { type: string }) => type)).toEqual([
          'LinkAccepted',
          'LinkReleased',
          'LinkRestored',
          'DeviceConfirmed',
          'LinkAccepted',
          'LinkReleased',
          'LinkHeld',
          'DeviceIdentified',
        ]);
      },
      { timeoutMs: 15_000 },
    );
    expect(await device(at, vendorId('hand-1').toLowerCase())).toMatchObject({ device: 'hand-1', hold: null });
  }, 60_000);

  it('that has expired is held again, and goes when Kochava has the device', async () => {
    const at = await scene({ hold: { settleSeconds: 0, expireDays: 1 / 86_400 } });
    await at.client.send(identify(iphone('late-1'), { plan: 'gold' }));
    expect(await letters(at, 1)).toMatchObject([{ kind: 'link', reason: 'hold-expired', device: 'late-1' }]);
    await scratch.api.patch(at.sync, { hold: { expireDays: 30 } });
    const path = `/api/syncs/${at.sync}/devices/late-1`;
    expect(await post(`${path}/reopen`, { why: 'the app was released late' })).toMatchObject({
      orders: [{ result: 'done' }],
    });
    await letters(at, 0);
    expect(await device(at, 'late-1')).toMatchObject({ hold: { values: [{ name: 'plan', value: 'gold' }] } });
    await at.client.send(iphone('late-1'));
    await eventually(() => expect(sent(at)).toContain(link('late-1', 'gold')), { timeoutMs: 15_000 });
  }, 60_000);
});

describe('live', () => {
  it('shows an event from ingest to the answer of Kochava', async () => {
    const at = await scene();
    const abort = new AbortController();
    const url = `${scratch.stack.urls.config}/api/projects/${at.project}/live?user=user-of-live-1`;
    const headers = { authorization: `Bearer ${scratch.stack.adminToken}` };
    const response = await fetch(url, { headers, signal: abort.signal });
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
        text += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await eventually(
      async () => {
        await at.client.send(iphone('live-0'), iphone('live-1'));
        expect(text).toContain('"step":"accepted"');
      },
      { timeoutMs: 15_000, everyMs: 500 },
    );
    abort.abort();
    await reading;
    expect([...new Set([...text.matchAll(/"step":"(\w+)"/g)].map(([, step]) => step))].sort()).toEqual([
      'accepted',
      'dispatched',
      'received',
    ]);
    expect(text).not.toContain('live-0');
  }, 60_000);
});
