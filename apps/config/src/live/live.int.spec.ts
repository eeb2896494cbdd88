import {
  deadLetters,
  dispatchEvents,
  dispatchRetry,
  eventShard,
  deviceShard,
  outcomeEnds,
  outcomes,
  receivedEvents,
  type DispatchEntry,
} from '@kochava-stream/contracts';
import { publish } from '@kochava-stream/messaging';
import { aDispatchEntry, anAmplitudeEvent, anOutcome, anUpload, eventually } from '@kochava-stream/testing';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';

let stage: ConfigStage;
let project: string;
let sync: string;
let published = 0;
const trace = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${trace}-b7ad6b7169203331-01`;

beforeAll(async () => {
  stage = await startConfigStage();
  project = (await stage.project()).id;
  sync = await stage.sync(project);
  const enabled = await stage.call('POST', `/api/syncs/${sync}/enable`);
  expect(enabled.status).toBe(200);
}, 90_000);
afterAll(async () => stage?.close());

const put = async (what: Parameters<typeof publish>[1] extends infer P ? Omit<P, 'id'> : never) =>
  await publish(stage.nats, { ...what, id: `p-${(published += 1)}` } as never);

/** One chunk; @returns its sequence. */
async function receive(events: Record<string, unknown>[], of = project): Promise<number> {
  const built = events.map((event) => anAmplitudeEvent(event));
  const shard = eventShard(of, built[0] as object, 4);
  const uploads = [anUpload({ project: of, receivedAt: Date.now(), traceparent, events: built })];
  await put({ contract: receivedEvents, to: { shard }, message: { v: 1, uploads } } as never);
  return (await stage.nats.jsm.streams.info('RECEIVED')).state.last_seq;
}

async function dispatch(id: string, given: Partial<DispatchEntry>): Promise<DispatchEntry> {
  const entry = aDispatchEntry({ id, project, syncVersion: 2, traceparent, ...given });
  await put({ contract: dispatchEvents, to: { sync }, message: { v: 1, kind: 'event', entries: [entry] } } as never);
  return entry;
}

async function end(id: string, outcome: 'accepted' | 'dead', reason: string): Promise<void> {
  const [message = '', index] = id.split('.');
  const ends = [{ project, sync, kind: 'event', outcome, class: reason, parts: { [message]: [Number(index)] } }];
  await put({ contract: outcomeEnds, to: {}, message: { v: 1, ends } } as never);
}

async function answered(entry: DispatchEntry, given: object): Promise<void> {
  const { id, kochavaDeviceId } = entry;
  const outcome = anOutcome({ id, project, sync, kochavaDeviceId, ...given });
  const shard = deviceShard(sync, kochavaDeviceId, 4);
  await put({ contract: outcomes, to: { shard }, message: { v: 1, outcomes: [outcome] } } as never);
}

const get = async (path: string) => await stage.call('GET', `/api/projects/${project}${path}`);
const ids = (body: { events: { insertId: string }[] }) => body.events.map(({ insertId }) => insertId);

interface Shown {
  event: string;
  data: any;
}

/** Somebody who watches: what came, and how it ended. */
async function watch(query: string, token = stage.token) {
  const abort = new AbortController();
  const response = await fetch(`${stage.service.url}/api/projects/${project}/live${query}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  const shown: Shown[] = [];
  let over = false;
  const reading = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
        if (event !== undefined && data !== undefined) shown.push({ event, data: JSON.parse(data) });
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => (over = true));
  const steps = () => shown.filter(({ event }) => event === 'step').map(({ data }) => data);
  return {
    response,
    shown,
    steps,
    isOver: () => over,
    close: async () => {
      abort.abort();
      await reading;
    },
  };
}

describe('live', () => {
  it('shows events as they pass, with what becomes of them, and nothing of other projects', async () => {
    const all = await watch('');
    const one = await watch('?device=d-2');
    expect([all.response.status, all.response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const seq = await receive([
      { insert_id: 'l-1', device_id: 'd-1' },
      { insert_id: 'l-2', device_id: 'd-2', user_id: 'u-2' },
    ]);
    await receive([{ insert_id: 'foreign', device_id: 'd-2' }], 'pr_other');
    const received = (index: number) => ({ received: { seq, index } });
    const first = await dispatch('live.0', { insertId: 'l-1', kochavaDeviceId: 'k-1', ...received(0) });
    await dispatch('live.1', { insertId: 'l-2', kochavaDeviceId: 'k-2', ...received(1) });
    const waits = { attempts: 1, firstAttemptAt: 1, dueAt: Date.now() + 9_000, kind: 'event', entry: first };
    await put({ contract: dispatchRetry, to: { sync }, message: { v: 1, ...waits } } as never);
    await end('live.1', 'accepted', 'accepted');
    await end('live.0', 'dead', 'refused');
    await eventually(async () => expect(all.steps()).toHaveLength(7));
    expect(all.steps().map(({ step, insertId, device }) => `${step} ${insertId} ${device}`)).toEqual([
      'received l-1 d-1',
      'received l-2 d-2',
      'dispatched l-1 d-1',
      'dispatched l-2 d-2',
      'retry l-1 d-1',
      'accepted l-2 d-2',
      'dead l-1 d-1',
    ]);
    expect(all.steps()[1]).toMatchObject({ user: 'u-2', traceId: trace, event: 'Purchase', sync: null });
    expect(all.steps()[3]).toMatchObject({ sync, version: 2, body: { request: first.body } });
    await eventually(async () => expect(one.steps()).toHaveLength(3));
    expect(one.steps().map(({ step, insertId }) => `${step} ${insertId}`)).toEqual([
      'received l-2',
      'dispatched l-2',
      'accepted l-2',
    ]);
    await Promise.all([all.close(), one.close()]);
  });

  it('shows 200 events a second and says how many more there were', async () => {
    const viewer = await watch('?event=Crowd');
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let n = 0; n < 4; n += 1) {
      await receive(Array.from({ length: 100 }, (_, i) => ({ event_type: 'Crowd', insert_id: `c-${n}-${i}` })));
    }
    await eventually(async () => expect(viewer.shown.some(({ event }) => event === 'skipped')).toBe(true));
    // The four chunks may fall into two seconds.
    expect(viewer.steps().length).toBeLessThanOrEqual(400);
    expect(viewer.steps().length).toBeGreaterThanOrEqual(200);
    await viewer.close();
  });

  it('lets ten watch, ends a stream whose token was revoked, and all when the service stops', async () => {
    const body = {
      name: 'watcher',
      access: { installation: false, projects: { [project]: 'viewer' } },
      expiresInDays: 1,
    };
    const { body: made } = await stage.call('POST', '/api/tokens', body);
    const revoked = await watch('', made.token);
    const others = await Promise.all(Array.from({ length: 9 }, () => watch('')));
    const eleventh = await watch('');
    expect([eleventh.response.status, eleventh.response.headers.get('retry-after')]).toEqual([429, '30']);
    expect((await stage.call('DELETE', `/api/tokens/${made.id}`)).status).toBeLessThan(300);
    await eventually(async () => expect(revoked.isOver()).toBe(true), { timeoutMs: 9_000 });
    const began = performance.now();
    await stage.restart();
    expect(performance.now() - began).toBeLessThan(8_000);
    await eventually(async () => expect(others.every((other) => other.isOver())).toBe(true));
  }, 40_000);
});

describe('stored events', () => {
  it('are found by device, user, name and insert_id, the newest first, page by page', async () => {
    for (let n = 0; n < 30; n += 1) {
      await receive([
        { event_type: n % 2 === 0 ? 'Even' : 'Odd', insert_id: `s-${n}`, device_id: `dev-${n % 3}`, user_id: 'ü"ser' },
      ]);
    }
    expect(ids((await get('/events?insertId=s-7')).body)).toEqual(['s-7']);
    expect(ids((await get('/events?device=dev-1&event=Odd')).body)).toEqual(['s-25', 's-19', 's-13', 's-7', 's-1']);
    const page = await get(`/events?user=${encodeURIComponent('ü"ser')}&limit=20`);
    expect(ids(page.body)).toHaveLength(20);
    const rest = await get(`/events?user=${encodeURIComponent('ü"ser')}&limit=20&before=${page.body.next}`);
    expect([ids(rest.body).at(0), ids(rest.body).at(-1), rest.body.next]).toEqual(['s-9', 's-0', null]);
    expect(ids((await get('/events?device=nobody')).body)).toEqual([]);
    expect(ids((await get(`/events?insertId=s-7&to=${new Date(Date.now() - 60_000).toISOString()}`)).body)).toEqual([]);
    expect((await get('/events?from=yesterday')).status).toBe(422);
    expect(ids((await get('/events?insertId=foreign')).body)).toEqual([]);
  });
});

describe("one event's whole way", () => {
  it('is told with times, version, attempts and trace, through dead letter and replay', async () => {
    const seq = await receive([{ insert_id: 'w-1' }]);
    await receive([{ insert_id: 'w-1' }]);
    const entry = await dispatch('way.0', { insertId: 'w-1', received: { seq, index: 0 } });
    const at = Date.now();
    await answered(entry, { outcome: 'retry', class: 'server-error', status: 503, attempts: 1, at });
    await answered(entry, { outcome: 'dead', class: 'refused', status: 400, attempts: 2, at: at + 5 });
    await end('way.0', 'dead', 'refused');
    const letter = {
      ...{ v: 1, id: 'way.0.dead', source: 'kochava-dispatcher', kind: 'event', project, sync, syncVersion: 2 },
      ...{ reason: 'refused', detail: '', reply: null, attempts: 2, at: at + 5, payload: JSON.stringify(entry) },
    };
    await put({ contract: deadLetters, to: { sync }, message: letter } as never);
    await eventually(async () => {
      expect((await stage.call('GET', `/api/syncs/${sync}/dead-letters`)).body.letters).toHaveLength(1);
    });
    const order = { ids: ['way.0.dead'], version: 'original', rate: 1000 };
    const { body: begun } = await stage.call('POST', `/api/syncs/${sync}/dead-letters/replay`, order);
    await eventually(async () => {
      const { body } = await stage.call('GET', `/api/syncs/${sync}/replays/${begun.replay.id}`);
      expect(body.state).toBe('done');
    });
    let way: any;
    await eventually(async () => {
      way = (await get('/events/w-1/way')).body;
      expect(way.syncs[0].steps).toHaveLength(6);
    });
    expect(way).toMatchObject({ complete: true, event: { place: `${seq}.0`, traceId: trace, insertId: 'w-1' } });
    expect(way.syncs[0].fate).toBe('on-its-way');
    const told = way.syncs[0].steps.map(({ step, class: reason, attempt, version }: any) => [
      step,
      reason ?? version,
      attempt,
    ]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['dispatched', 2, undefined],
        ['attempt', 'server-error', 1],
        ['attempt', 'refused', 2],
        ['dead', 'refused', undefined],
        ['dead-letter', 'refused', undefined],
      ]),
    );
    expect(way.syncs[0].steps.at(-1)).toMatchObject({
      step: 'dispatched',
      replayOf: 'way.0.dead',
      request: entry.body,
    });
  });

  it('says why nothing was made of it, by the sync as it was then', async () => {
    await receive([{ insert_id: 'n-1', event_type: 'Unselected' }]);
    const { body } = await get('/events/n-1/way');
    expect(body.syncs).toMatchObject([
      { fate: 'not-sent', why: '"Unselected" is not among the selected events.', steps: [] },
    ]);
    const changed = { sendEvents: { events: ['Unselected'] } };
    const { body: before } = await stage.call('GET', `/api/syncs/${sync}`);
    expect((await stage.call('PATCH', `/api/syncs/${sync}`, changed, { version: before.version })).status).toBe(200);
    expect((await get('/events/n-1/way')).body.syncs).toMatchObject([{ fate: 'not-sent' }]);
    expect((await get('/events/nothing/way')).status).toBe(404);
  });
});
