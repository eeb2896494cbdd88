/** "Kochava (Install)" beside "Kochava (Post Install)": installs out, and what they release. All services, real servers. */
import { eventually } from '@kochava-stream/testing';
import { closedBooks } from './support/books.ts';
import { identify, iphone, vendorId } from './support/client.ts';
import { sentFor, violations, type Sent } from './support/ledger.ts';
import { pause } from './support/pause.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';

let scratch: ScratchStack;
beforeAll(async () => {
  scratch = await startScratchStack();
}, 120_000);
afterAll(async () => scratch?.close(), 60_000);

const app = 'koinstalls';
const type = '[Amplitude] Application Installed';
const sent = (): Sent[] => sentFor(scratch.sandbox.requests(), app);
const install = {
  kind: 'install',
  name: 'Installs',
  appGuid: app,
  sendEvents: { enabled: true, events: [type] },
};

it('sends one install for a device, and its acceptance releases the link that the other sync holds; not before', async () => {
  const { api, client } = scratch;
  const { id: project, apiKey } = await api.project('install-sync');
  const post = await api.sync(project, {
    name: 'Post-install',
    appGuid: app,
    sendUsers: { enabled: true, properties: ['plan'] },
    hold: { settleSeconds: 0, confirmBy: 'install' },
  });
  const installs = await api.sync(project, install);
  expect(await api.get(`/api/syncs/${installs}`)).toMatchObject({ kind: 'install', sendUsers: { enabled: false } });
  expect(await api.get(`/api/syncs/${post}`)).toMatchObject({ kind: 'post-install' });

  const sdk = client(apiKey);
  const phone = iphone('instal', { event_properties: undefined });
  await sdk.send(identify(phone, { plan: 'trial' }));
  await eventually(async () => {
    const { syncs } = await api.counts(project);
    expect(syncs.find(({ sync }) => sync === post)?.links['held']).toBe(1);
  });
  await pause(700);
  expect(sent()).toEqual([]);

  await sdk.send({ ...phone, event_type: type }, { ...phone, event_type: type });
  await eventually(() => expect(sent()).toHaveLength(2));
  await sdk.send({ ...phone, event_type: type });
  const { syncs } = await closedBooks(api, project, sdk.accepted);
  expect(syncs.find(({ sync }) => sync === installs)).toMatchObject({
    accepted: 1,
    filtered: { 'install-repeated': 2, 'not-selected': 1 },
  });
  await pause(700);

  const [first, second, ...more] = sent();
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    kind: 'install',
    accepted: true,
    json: {
      action: 'install',
      app_ver: '3.3.0',
      kochava_device_id: 'instal',
      data: {
        device_ids: { idfv: vendorId('instal') },
        origination_ip: '203.0.113.7',
        device_ver: 'iPhone15,3-iOS-17.4',
      },
    },
  });
  expect(second).toMatchObject({ kind: 'link', accepted: true, json: { data: { plan: 'trial' } } });
  expect(second?.at).toBeGreaterThanOrEqual(first?.endedAt ?? Infinity);
  expect(violations(sent())).toEqual([]);
});

it('has no Send Users, cannot become another kind, and shows beforehand what it would send', async () => {
  const { api } = scratch;
  const { id: project } = await api.project('install-sync-2');
  const users = { ...install, sendUsers: { enabled: true, properties: ['plan'] } };
  expect(await api.call('POST', `/api/projects/${project}/syncs`, users)).toMatchObject({
    status: 422,
    body: { error: { problems: [{ field: '/sendUsers/enabled' }] } },
  });
  const id = await api.sync(project, install, 'disabled');
  const match = { 'if-match': '"1"' };
  expect(await api.call('PATCH', `/api/syncs/${id}`, { kind: 'post-install' }, match)).toMatchObject({
    status: 422,
    body: { error: { problems: [{ field: '/kind' }] } },
  });
  const { body } = await api.call('POST', `/api/syncs/${id}/preview`, {
    event: iphone('previe', { event_type: type }),
  });
  expect(body).toMatchObject({ decision: { what: 'sent' }, request: { path: '/track/json' } });
  expect(JSON.parse(body.request.body)).toMatchObject({ action: 'install', app_ver: '3.3.0' });
});
