import { createHash } from 'node:crypto';
import { decode, dispatchTests, outcomeTests, type DispatchTest, type OutcomeTest } from '@kochava-stream/contracts';
import { publish } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { TestSends } from './test-sends.ts';

let stage: ConfigStage;
let project: string;
beforeAll(async () => {
  stage = await startConfigStage();
  project = (await stage.project()).id;
}, 60_000);
afterAll(async () => stage?.close());

const vendorId = 'BCCE52E7-03EE-321A-B3D4-E57123966239';
const purchase = {
  event_type: 'Purchase',
  device_id: 'device-1',
  time: 1_795_437_238_292,
  platform: 'iOS',
  ip: '203.0.113.7',
  idfv: vendorId,
  event_properties: { price: 12.5, secret: 'x' },
  user_properties: { $set: { plan: 'pro' } },
};
const ask = (sync: string, body: unknown) => stage.call('POST', `/api/syncs/${sync}/preview`, body);

describe('a preview', () => {
  it('shows the exact requests, though the sync is disabled', async () => {
    const sync = await stage.sync(project);
    const { status, body } = await ask(sync, { event: purchase });
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 1, draft: false, decision: { what: 'sent', reason: '' } });
    expect(body.request).toEqual({
      kind: 'event',
      method: 'POST',
      path: '/track/json',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Unknown' },
      body:
        '{"action":"event","kochava_app_id":"kodemo","kochava_device_id":"device-1","data":{"usertime":1795437238,' +
        `"device_ver":"","device_ids":{"idfv":"${vendorId}"},"device_ua":"","event_name":"Purchase",` +
        '"origination_ip":"203.0.113.7","event_data":{"price":12.5,"plan":"pro"}}}',
    });
    expect(body.links).toMatchObject({ withdrawn: [], explanation: expect.stringMatching(/held until Kochava/) });
    expect(body.links.requests).toEqual([
      {
        kind: 'link',
        method: 'POST',
        path: '/v1/cpi/identityLink.php',
        headers: { 'Content-Type': 'application/json', 'User-Agent': 'Unknown' },
        body: `{"kochava_app_id":"kodemo","device_id":{"idfv":"${vendorId}"},"data":{"plan":"pro"}}`,
      },
    ]);
  });

  it('says which consents it could not read, and sends without them', async () => {
    const sync = await stage.sync(project);
    const names = ['gdpr_applies', 'ad_user_data', 'device_limit_tracking'];
    const patch = { mappings: Object.fromEntries(names.map((name) => [name, `event_properties.${name}`])) };
    const event = { ...purchase, event_properties: { gdpr_applies: 1, device_limit_tracking: 'sometimes' } };
    const { decision, request } = (await ask(sync, { event, patch })).body;
    expect(decision).toMatchObject({
      what: 'sent',
      explanation: expect.stringMatching(/left out: device_limit_tracking/),
    });
    expect(decision.explanation).toMatch(/gdpr_privacy_consent has neither/);
    expect(request.body).not.toMatch(/gdpr|limit/);
  });

  it('says why not: the rule, the filter with what it found, the mapping that finds nothing', async () => {
    const filters = [
      { on: 'event', property: 'price', operator: 'is greater than', values: [10] },
      { on: 'context', property: 'country', operator: 'matches one of', values: ['United*', 'Canada'] },
    ];
    const sync = await stage.sync(project, {
      sendEvents: { enabled: true, events: ['Purchase'], filters },
      sendUsers: { enabled: false },
    });
    const decision = async (event: object, patch?: object) =>
      (await ask(sync, { event: { ...purchase, ...event }, ...(patch && { patch }) })).body;
    const abroad = await decision({ country: 'Peru' });
    expect(abroad).toMatchObject({ request: null, decision: { what: 'filtered', reason: 'filter-2' } });
    expect(abroad.decision.explanation).toBe(
      'Filter 2 does not hold: context property "country" matches one of "United*" or "Canada".',
    );
    expect(abroad.filters).toEqual([
      { holds: true, actual: 12.5 },
      { holds: false, actual: 'Peru' },
    ]);
    expect(abroad.links.explanation).toBe('Send Users is off.');
    expect((await decision({ country: 'united kingdom' })).decision.what).toBe('sent');
    const off = await decision({}, { sendEvents: { enabled: false } });
    expect(off).toMatchObject({
      draft: true,
      decision: { reason: 'send-events-off', explanation: 'Send Events is off.' },
    });
    expect((await decision({ event_type: 'View' })).decision.explanation).toBe(
      '"View" is not among the selected events.',
    );
    const unmapped = await decision({ country: 'Canada', idfv: '00000000-0000-0000-0000-000000000000' });
    expect(unmapped.decision).toMatchObject({ what: 'dropped', reason: 'no-device-id' });
  });

  it('takes what is typed and not saved, and what was known before', async () => {
    const sync = await stage.sync(project);
    const patch = { appGuid: 'kother', sendEvents: { rename: { Purchase: 'Order' } } };
    const { body } = await ask(sync, { event: purchase, patch });
    expect(JSON.parse(body.request.body)).toMatchObject({ kochava_app_id: 'kother', data: { event_name: 'Order' } });
    const remembered = { userProperties: { plan: 'pro' } };
    const known = await ask(sync, { event: { ...purchase, user_id: 'user-1' }, remembered });
    expect(known.body.links.requests).toEqual([]);
    const cleared = { ...purchase, user_id: 'user-1', user_properties: { $unset: { plan: '-' } } };
    expect((await ask(sync, { event: cleared, remembered })).body.links).toMatchObject({ withdrawn: ['plan'] });
    expect((await stage.call('GET', `/api/syncs/${sync}`)).body).toMatchObject({ version: 1, appGuid: 'kodemo' });
  });

  it('says what is not sent because it looks like an e-mail address, and what the other policies would send', async () => {
    const sync = await stage.sync(project);
    const event = { ...purchase, user_properties: { $set: { plan: 'ann@example.com' } } };
    const linksBy = async (emails?: string) =>
      (await ask(sync, { event, ...(emails && { patch: { sendUsers: { emails } } }) })).body.links;
    expect(await linksBy()).toMatchObject({
      requests: [],
      withdrawn: [],
      refused: ['plan'],
      explanation: expect.stringMatching(/^A value is not sent: it looks like an e-mail address/),
    });
    const sha256 = createHash('sha256').update('ann@example.com').digest('hex');
    const hashed = await linksBy('sha256');
    expect(JSON.parse(hashed.requests[0].body).data).toEqual({ plan: sha256 });
    expect(hashed).toMatchObject({ refused: [], explanation: expect.stringMatching(/sent as its SHA-256/) });
    expect(JSON.parse((await linksBy('allow')).requests[0].body).data).toEqual({ plan: 'ann@example.com' });
  });

  it('never shows a secret', async () => {
    const authentication = { enabled: true, apiKey: 'CANARY-key-01', apiSecret: 'CANARY-secret' };
    const sync = await stage.sync(project, { authentication });
    const { body } = await ask(sync, { event: purchase });
    expect(body.request.headers).toMatchObject({ 'Kochava-Api-Key': '…-01' });
    expect(JSON.stringify(body)).not.toContain('CANARY');
  });

  it.each([
    [{}, '/event'],
    [{ event: { event_type: 'Purchase' } }, '/event/user_id'],
    [{ event: purchase, patch: { name: '' } }, '/name'],
    [{ event: purchase, patch: 7 }, ''],
    [{ event: purchase, remembered: { ids: { idfa: '' } } }, '/remembered/ids/idfa'],
    [{ event: purchase, extra: 1 }, '/extra'],
  ])('of %j is refused at "%s"', async (body, field) => {
    const sync = await stage.sync(project);
    const answer = await ask(sync, body);
    expect([answer.status, answer.body.error.problems[0].field]).toEqual([422, field]);
    expect((await ask('sy_unknown', body)).status).toBe(404);
  });
});

const asked: DispatchTest[] = [];
/** What a dispatcher would answer. */
let answer: (test: DispatchTest) => Partial<OutcomeTest>;

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

const send = (sync: string, body: object = {}) =>
  stage.call('POST', `/api/syncs/${sync}/test`, { event: purchase, ...body });

describe('a test', () => {
  beforeAll(() => {
    stage.nats.nc.subscribe('dispatch.*.test', {
      callback: (_error, { data }) => void act(decode(dispatchTests, data)),
    });
  });
  beforeEach(() => {
    asked.length = 0;
    answer = () => ({});
  });

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
