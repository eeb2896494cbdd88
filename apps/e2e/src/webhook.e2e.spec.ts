/** Amplitude's webhook streaming in; at Kochava what an SDK's upload would have come to. All services, real servers. */
import { eventually } from '@kochava-stream/testing';
import { vendorId } from './support/client.ts';
import { earlyLinks, sentFor, told, violations, type Sent } from './support/ledger.ts';
import { pause } from './support/pause.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';

let scratch: ScratchStack;
beforeAll(async () => {
  scratch = await startScratchStack();
}, 120_000);
afterAll(async () => scratch?.close(), 60_000);

const app = 'kowebhook';
const sent = (): Sent[] => sentFor(scratch.sandbox.requests(), app);

it('events become events, users are linked once Kochava has the device, repetitions are found', async () => {
  const { api, stack } = scratch;
  const { id: project } = await api.project('webhook-key');
  await api.sync(project, {
    name: 'Post-install',
    appGuid: app,
    sendEvents: { enabled: true, events: ['Purchase'], properties: { event: ['price'] } },
    sendUsers: { enabled: true, properties: ['plan'] },
    mappings: { idfv: 'user_properties.idfv' },
    hold: { settleSeconds: 0 },
  });
  const made = await api.call('POST', `/api/projects/${project}/webhook-secrets`);
  expect(made.status).toBe(201);
  const { secret, header, path } = made.body as { secret: string; header: string; path: string };
  const call = async (body: object, given = secret): Promise<number> => {
    const response = await fetch(`${stack.urls.ingest}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Amplitude/Webhook/1.0', [header]: given },
      body: JSON.stringify(body),
    });
    return response.status;
  };

  const device = { user_id: 'u-1', device_id: 'webhok' };
  await eventually(async () => expect(await call({ ...device, user_properties: { plan: 'free' } })).toBe(200));
  expect(await call({ ...device, user_properties: { plan: 'gold', idfv: vendorId('webhok') } })).toBe(200);
  expect(await call({ ...device, user_properties: { plan: 'never' } }, 'wrong')).toBe(401);
  await eventually(async () => {
    const { syncs } = await api.counts(project);
    expect((syncs[0]?.links['held'] ?? 0) + (syncs[0]?.links['merged'] ?? 0)).toBeGreaterThanOrEqual(2);
  });
  expect(sent()).toEqual([]);

  const purchase = {
    ...device,
    $insert_id: 'i-1',
    event_type: 'Purchase',
    event_time: '2026-11-23 12:33:58.292000',
    event_properties: { price: 12.5 },
    user_properties: { plan: 'gold', idfv: vendorId('webhok') },
    platform: 'iOS',
    os_name: 'ios',
    os_version: '17.4',
    device_model: 'iPhone15,3',
    version_name: '3.2.0',
    ip_address: '203.0.113.7',
  };
  expect([await call(purchase), await call(purchase)]).toEqual([200, 200]);
  await eventually(() => expect(sent()).toHaveLength(2));
  await pause(700);
  expect(told(sent())).toEqual([
    'event webhok Purchase {"price":12.5}',
    `link {"idfv":"${vendorId('webhok')}"} {"plan":"gold"}`,
  ]);
  expect(sent()[0]?.json.data).toMatchObject({ usertime: 1_795_437_238, app_version: '3.2.0' });
  expect(earlyLinks(sent(), 0)).toEqual([]);
  expect(violations(sent())).toEqual([]);
  expect((await api.counts(project)).duplicate).toBe(1);
});
