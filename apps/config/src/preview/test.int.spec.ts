import { decode, dispatchTests, outcomeTests, type DispatchTest, type OutcomeTest } from '@kochava-stream/contracts';
import { publish } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { TestSends } from './test-sends.ts';

let stage: ConfigStage;
let project: string;
const asked: DispatchTest[] = [];
/** What a dispatcher would answer. */
let answer: (test: DispatchTest) => Partial<OutcomeTest>;

beforeAll(async () => {
  stage = await startConfigStage();
  project = (await stage.project()).id;
  stage.nats.nc.subscribe('dispatch.*.test', { callback: (_error, { data }) => void act(decode(dispatchTests, data)) });
}, 60_000);
afterAll(async () => stage?.close());
beforeEach(() => {
  asked.length = 0;
  answer = () => ({});
});

async function act(test: DispatchTest): Promise<void> {
  asked.push(test);
  const { id, sync } = test;
  const message: OutcomeTest = {
    ...{ v: 1, id, sync, url: 'https://control.kochava.com/track/json', class: 'accepted', status: 200 },
    ...{ reply: '{"success":"1"}', startedAt: 1_000, endedAt: 1_120 },
    ...answer(test),
  };
  await publish(stage.nats, {
    contract: outcomeTests,
    to: {},
    id: `${id}.other`,
    message: { ...message, id: 'other' },
  });
  await publish(stage.nats, { contract: outcomeTests, to: {}, id: `${id}.test`, message });
}

const purchase = {
  ...{ event_type: 'Purchase', device_id: 'device-1', platform: 'iOS', ip: '203.0.113.7' },
  idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239',
  user_properties: { $set: { plan: 'pro' } },
};
const send = (sync: string, body: object = {}) =>
  stage.call('POST', `/api/syncs/${sync}/test`, { event: purchase, ...body });

describe('a test', () => {
  it('sends what the preview shows, the event and then the link, of a sync that is disabled and as it is typed', async () => {
    const sync = await stage.sync(project);
    const patch = { sendEvents: { rename: { Purchase: 'Order' } } };
    const { status, body } = await send(sync, { patch });
    expect(status).toBe(200);
    const requests = [body.preview.request, ...body.preview.links.requests];
    expect(asked.map(({ kind, body: sent }) => [kind, sent])).toEqual(requests.map((each) => [each.kind, each.body]));
    expect(asked[0]?.body).toContain('"event_name":"Order"');
    expect(asked[0]).toMatchObject({ sync, signed: false, userAgent: 'Unknown' });
    expect(body.sent[0]).toEqual({
      request: body.preview.request,
      url: 'https://control.kochava.com/track/json',
      outcome: 'accepted',
      explanation: expect.stringMatching(/^Kochava accepted it/),
      reply: { status: 200, body: '{"success":"1"}' },
      class: 'accepted',
      tookMs: 120,
    });
    expect(body.sent).toHaveLength(2);
  });

  it('ends with what failed, and says what to do', async () => {
    const sync = await stage.sync(project);
    answer = () => ({ class: 'refused', status: 400, reply: 'no such app' });
    const { body } = await send(sync);
    expect(asked).toHaveLength(1);
    expect(body.sent).toMatchObject([
      { outcome: 'failed', reply: { status: 400 }, explanation: expect.stringMatching(/App GUID/) },
    ]);
    answer = () => ({ class: null, status: null, reply: '', problem: 'no key k9' });
    expect((await send(sync)).body.sent).toMatchObject([{ outcome: 'failed', explanation: 'no key k9', tookMs: null }]);
  });

  it('sends nothing where the sync would send nothing', async () => {
    const sync = await stage.sync(project);
    const { body } = await send(sync, { event: { ...purchase, event_type: 'Other', user_properties: {} } });
    expect(body).toMatchObject({ sent: [], preview: { decision: { reason: 'not-selected' } } });
    expect(asked).toEqual([]);
  });

  it('is refused without an App GUID, and with credentials that are not saved', async () => {
    const unfinished = await stage.sync(project, { appGuid: '' });
    const refused = await send(unfinished);
    expect([refused.status, refused.body.error.problems[0].field]).toEqual([422, '/appGuid']);
    const sync = await stage.sync(project, {
      authentication: { enabled: true, apiKey: 'key-00001', apiSecret: 'secret-00001' },
    });
    const patch = { authentication: { apiKey: 'CANARY-1', apiSecret: 'CANARY-2' } };
    const unsaved = await send(sync, { patch });
    expect([unsaved.status, unsaved.body.error.problems[0].field]).toEqual([422, '/authentication/apiKey']);
    expect(asked).toEqual([]);
    await send(sync);
    expect(asked[0]).toMatchObject({ signed: true });
    expect(JSON.stringify(asked)).not.toMatch(/CANARY|secret-0|key-0/);
    expect((await send('sy_unknown')).status).toBe(404);
  });

  it('that no dispatcher answers is waited for no longer than a while', async () => {
    const tests = new TestSends(stage.nats, createLogger({ service: 'spec', level: 'silent' }), 300);
    answer = () => ({ id: 'another one' });
    const call = { kind: 'event', body: '{}', userAgent: 'Unknown', signed: false } as const;
    expect(await tests.send('sy_any', call)).toBeUndefined();
    expect(asked[0]?.expiresAt).toBeLessThan(Date.now());
  });

  it('is made ten times a minute at most', async () => {
    const [sync, other] = [await stage.sync(project), await stage.sync(project)];
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1)
      statuses.push((await send(sync, { event: { ...purchase, user_properties: {} } })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    expect(asked).toHaveLength(10);
    expect((await send(other)).status).toBe(200);
  });
});
