import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';

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

  it('never shows a secret', async () => {
    const authentication = { enabled: true, apiKey: 'CANARY-key-01', apiSecret: 'CANARY-secret' };
    const sync = await stage.sync(project, { authentication });
    const { body } = await ask(sync, { event: purchase });
    expect(body.request.headers).toMatchObject({ 'Kochava-Api-Key': '…y-01' });
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
