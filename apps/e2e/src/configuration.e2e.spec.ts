/** A configuration that people trust: what is previewed is what is sent, and what is changed is so everywhere, soon. */
import { dispatchEvents, dispatchLinks } from '@kochava-stream/contracts';
import { eventually } from '@kochava-stream/testing';
import { identify, iphone, vendorId } from './support/client.ts';
import { sentFor, told } from './support/ledger.ts';
import { pause } from './support/pause.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';
import { bodiesOf } from './support/stream-messages.ts';

let scratch: ScratchStack;
let projects = 0;
beforeAll(async () => {
  scratch = await startScratchStack();
}, 120_000);
afterAll(async () => scratch?.close(), 60_000);

/** How long a change may take until every service goes by it. */
const soonMs = 5_000;

async function scene(given: object = {}) {
  const { api, client, sandbox } = scratch;
  const app = `koconfig-${(projects += 1)}`;
  const { id: project, apiKey } = await api.project(`configuration-${projects}`);
  const document = {
    name: 'Post-install',
    appGuid: app,
    sendEvents: { enabled: true, events: ['Purchase'], properties: { event: ['price'], user: ['plan'] } },
    sendUsers: { enabled: true, properties: ['plan'] },
    hold: { settleSeconds: 0 },
    ...given,
  };
  const sync = await api.sync(project, document);
  const at = `/api/syncs/${sync}`;
  return {
    ...{ app, project, sync, apiKey, client: client(apiKey) },
    sent: () => sentFor(sandbox.requests(), app),
    call: (method: string, path: string, body?: object) => api.call(method, `${at}${path}`, body),
  };
}

/** Tries again and again; milliseconds until it worked. */
async function took(attempt: () => Promise<void> | void): Promise<number> {
  const began = performance.now();
  await eventually(attempt, { timeoutMs: 2 * soonMs });
  return performance.now() - began;
}

it('a change reaches every service within five seconds', async () => {
  const times: Record<string, number> = {};
  const { apiKey, client } = await scene();
  const again = scratch.client(apiKey);
  // ingest: a project's key, from the answer that it was made
  times['ingest'] = await took(async () => expect((await again.upload([iphone('soon-1')])).status).toBe(200));
  expect(client.accepted).toBe(0);

  // the transformer: another name for the event
  const renamed = await scene();
  await renamed.client.send(iphone('soon-2'));
  await eventually(() => expect(renamed.sent()).toHaveLength(1));
  await scratch.api.call(
    'PATCH',
    `/api/syncs/${renamed.sync}`,
    { sendEvents: { rename: { Purchase: 'Bought' } } },
    {
      'if-match': String(await scratch.api.version(renamed.sync)),
    },
  );
  let n = 0;
  times['transformer'] = await took(async () => {
    await renamed.client.send(iphone(`soon-2-${(n += 1)}`));
    expect(renamed.sent().at(-1)?.json.data.event_name).toBe('Bought');
  });

  // the identity-linker and the dispatcher: a link that is due while its sync is disabled, and then enabled
  const held = await scene({ hold: { settleSeconds: 1 } });
  await held.client.send(identify(iphone('soon-3'), { plan: 'pro' }), iphone('soon-3'));
  await eventually(() => expect(held.sent()).toHaveLength(1));
  const closed = async (): Promise<boolean> => {
    const metrics = await (await fetch(`${scratch.stack.urls['kochava-dispatcher']}/metrics`)).text();
    return /dispatch_gate_closed{[^}]*reason="disabled"[^}]*} [1-9]/.test(metrics);
  };
  expect(await closed()).toBe(false);
  await held.call('POST', '/disable');
  times['kochava-dispatcher'] = await took(async () => expect(await closed()).toBe(true));
  await pause(1_500);
  expect(held.sent()).toHaveLength(1);
  await held.call('POST', '/enable');
  times['identity-linker'] = await took(() => expect(held.sent().map(({ kind }) => kind)).toEqual(['event', 'link']));

  for (const [service, ms] of Object.entries(times)) expect([service, ms < soonMs]).toEqual([service, true]);
  process.stdout.write(
    `changes were followed after (ms): ${JSON.stringify(times, (_, value) => (typeof value === 'number' ? Math.round(value) : value))}\n`,
  );
}, 60_000);

it('what is previewed is what is sent, byte for byte, and with the version that it says', async () => {
  const filters = [{ on: 'context', property: 'os_version', operator: 'matches one of', values: ['17.*'] }];
  const at = await scene({
    sendEvents: {
      enabled: true,
      events: ['Purchase'],
      properties: { event: ['price', 'note'], user: ['plan'] },
      filters,
    },
  });
  const event = {
    ...iphone('preview', { time: 1_795_437_238_292, user_agent: 'Mozilla/5.0 (iPhone)' }),
    event_properties: { price: 12.5, note: 'Café / “x”', more: { a: [1] } },
    user_properties: { $set: { plan: 'größer' } },
  };
  const { status, body } = await at.call('POST', '/preview', { event });
  expect(status).toBe(200);
  await at.client.send(event);
  await eventually(() => expect(at.sent().map(({ kind }) => kind)).toEqual(['event', 'link']));
  const [sent] = (await bodiesOf(scratch.nats, dispatchEvents, { sync: at.sync })).flatMap(({ entries }) => entries);
  const [link] = (await bodiesOf(scratch.nats, dispatchLinks, { sync: at.sync })).flatMap(({ entries }) => entries);
  expect([body.request.body, body.request.headers['User-Agent']]).toEqual([sent?.body, sent?.userAgent]);
  expect(body.links.requests.map((each: any) => each.body)).toEqual([link?.body]);
  expect(sent?.syncVersion).toBe(body.version);

  const filtered = { ...event, os_version: '18.0' };
  expect((await at.call('POST', '/preview', { event: filtered })).body.decision.reason).toBe('filter-1');
  await at.client.send(filtered);
  await eventually(async () => {
    const { syncs } = await scratch.api.counts(at.project);
    expect(syncs[0]?.filtered).toEqual({ 'filter-1': 1 });
  });
});

it('a test reaches Kochava from a sync that is disabled; it is in no count and releases no link', async () => {
  const at = await scene();
  const phone = iphone('tested');
  await at.client.send(identify(phone, { plan: 'pro' }));
  await eventually(async () => expect((await at.call('GET', '/remaining')).body.heldProperties).toBe(1));
  await at.call('POST', '/disable', { why: 'trying out' });
  const before = await scratch.api.counts(at.project);
  const { status, body } = await at.call('POST', '/test', { event: phone });
  expect(status).toBe(200);
  expect(body.sent).toMatchObject([{ outcome: 'accepted', reply: { status: 200 } }]);
  expect(body.sent[0].url).toBe(`${scratch.sandbox.url}/track/json`);
  expect(told(at.sent())).toEqual(['event tested Purchase {"price":12.5}']);
  await at.call('POST', '/enable');
  await pause(1_500);
  expect(await scratch.api.counts(at.project)).toEqual(before);
  expect(at.sent()).toHaveLength(1);
  await at.client.send(phone);
  await eventually(() =>
    expect(told(at.sent()).slice(1)).toEqual([
      'event tested Purchase {"plan":"pro","price":12.5}',
      `link {"idfv":"${vendorId('tested')}"} {"plan":"pro"}`,
    ]),
  );
});

it('the traffic makes the suggestions, and a version that was rolled back to maps as it did', async () => {
  const at = await scene();
  await at.client.send(
    iphone('roll-1', { event_properties: { price: 1, shade: 'red' }, user_properties: { tier: 'gold' } }),
  );
  await eventually(
    async () => {
      const { body } = await scratch.api.call('GET', `/api/projects/${at.project}/suggestions`);
      expect(body.events.map((each: any) => each.name)).toEqual(['Purchase']);
      expect(body.eventProperties.map((each: any) => each.name).sort()).toEqual(['price', 'shade']);
      expect(body.userProperties.map((each: any) => each.name)).toEqual(['tier']);
      expect(body.mappings).toMatchObject({ kochava_device_id: ['device_id'], ip: ['ip'], idfv: ['idfv'] });
    },
    { timeoutMs: 15_000 },
  );
  const good = await scratch.api.version(at.sync);
  await scratch.api.patch(at.sync, { sendEvents: { rename: { Purchase: 'Wrong' }, properties: { event: [] } } });
  await at.client.send(iphone('roll-2'));
  await eventually(() => expect(at.sent()).toHaveLength(2));
  const { body } = await at.call('POST', '/rollback', { version: good, why: 'wrong name' });
  await pause(250);
  await at.client.send(iphone('roll-3'));
  await eventually(() => expect(at.sent()).toHaveLength(3));
  expect(at.sent().map(({ json }) => [json.data.event_name, json.data.event_data?.price])).toEqual([
    ['Purchase', 1],
    ['Wrong', undefined],
    ['Purchase', 12.5],
  ]);
  const entries = (await bodiesOf(scratch.nats, dispatchEvents, { sync: at.sync })).flatMap((batch) => batch.entries);
  expect(entries.map(({ syncVersion }) => syncVersion)).toEqual([good, good + 1, body.version]);
  const { body: history } = await at.call('GET', '/history?limit=1');
  expect(history.versions[0]).toMatchObject({ version: body.version, rolledBackTo: good, why: 'wrong name' });
});
