import { kvBuckets, kvKeys, outcomeCounts, outcomeEnds, type Count } from '@kochava-stream/contracts';
import { publish } from '@kochava-stream/messaging';
import { eventually } from '@kochava-stream/testing';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';

let stage: ConfigStage;
beforeAll(async () => {
  stage = await startConfigStage();
}, 60_000);
afterAll(async () => stage?.close());

const aSync = async (given: object = {}): Promise<string> => stage.sync((await stage.project()).id, given);
const at = (sync: string, rest = ''): string => `/api/syncs/${sync}${rest}`;

describe('a change', () => {
  it('is refused with every field at fault and what to do about it; nothing is saved', async () => {
    const sync = await aSync();
    const wrong = {
      sendEvents: {
        events: ['Purchase', 'ce:Big'],
        filters: [{ on: 'event', property: 'p', operator: '~', values: [] }],
      },
      colour: 'red',
      authentication: { apiKey: 'CANARY with blanks' },
    };
    const { status, body } = await stage.call('PATCH', at(sync), wrong, { version: 1 });
    expect(status).toBe(422);
    const fields = body.error.problems.map((each: { field: string }) => each.field);
    expect(fields.sort()).toEqual(['/authentication/apiKey', '/colour', '/sendEvents/filters/0/operator']);
    expect(JSON.stringify(body)).not.toContain('CANARY');
    const rest = { ...wrong, sendEvents: { events: wrong.sendEvents.events }, authentication: {} };
    const again = await stage.call('PATCH', at(sync), rest, { version: 1 });
    expect(again.body.error.problems).toEqual([
      { field: '/colour', problem: expect.stringContaining('remove it') },
      { field: '/sendEvents/events/1', problem: expect.stringMatching(/custom event.*no event carries it/) },
    ]);
    expect((await stage.call('GET', at(sync))).body.version).toBe(1);
  });

  it.each([
    ['[]', 422, ''],
    ['{"name":"a\\u0000b"}', 422, '/name'],
    ['{"why":7}', 422, '/why'],
    ['{"authentication":[]}', 422, '/authentication'],
    ['{"authentication":{"apiKey":"k"}}', 422, '/authentication/apiSecret'],
    ['{"authentication":{"token":"k"}}', 422, '/authentication/token'],
    ['{"__proto__":{"name":"x"}}', 422, '/__proto__'],
  ])('of the form %s is answered %i at "%s"', async (text, status, field) => {
    const sync = await aSync();
    const answer = await fetch(`${stage.service.url}${at(sync)}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json', 'if-match': '1' },
      body: text,
    });
    const body = (await answer.json()) as any;
    // Fastify itself refuses a body with a prototype in it.
    if (field === '/__proto__') return expect([400, 422]).toContain(answer.status);
    expect([answer.status, body.error.problems[0].field]).toEqual([status, field]);
  });

  it('cannot be enabled without an App GUID, an identifier and the credentials that it asks for', async () => {
    const sync = await aSync({
      appGuid: '',
      mappings: { idfa: null, idfv: null, adid: null },
      authentication: { enabled: true },
    });
    const refused = await stage.call('POST', at(sync, '/enable'));
    expect([refused.status, refused.body.error.problems.map((each: any) => each.field)]).toEqual([
      422,
      ['/appGuid', '/authentication', '/mappings'],
    ]);
    const patch = {
      appGuid: 'kodemo',
      mappings: { adid: 'adid' },
      authentication: { apiKey: 'k'.repeat(8), apiSecret: 's'.repeat(8) },
    };
    await stage.call('PATCH', at(sync), patch, { version: 1 });
    expect((await stage.call('POST', at(sync, '/enable'))).status).toBe(200);
    const emptied = await stage.call('PATCH', at(sync), { appGuid: '' }, { version: 5 });
    expect([emptied.status, emptied.body.error.problems[0].field]).toEqual([422, '/appGuid']);
  });
});

describe('validate', () => {
  it('says what is wrong, what is missing, what is odd and what changes, and saves nothing', async () => {
    const sync = await aSync({ appGuid: '' });
    const patch = { name: 'x'.repeat(101), sendEvents: { events: ['_all', 'purchase'] } };
    const { status, body } = await stage.call('POST', at(sync, '/validate'), { patch });
    expect(status).toBe(200);
    expect(body.problems.map((each: any) => each.field).sort()).toEqual(['/name', '/sendEvents/events/0']);
    expect(body.toEnable.map((each: any) => each.field)).toEqual(['/appGuid']);
    expect(body.hints).toContainEqual({ field: '/sendEvents/events/1', hint: expect.stringContaining('"Purchase"') });
    expect(body.changes).toContainEqual({
      field: '/sendEvents/events',
      before: ['Purchase'],
      after: ['_all', 'purchase'],
    });
    expect((await stage.call('GET', at(sync))).body).toMatchObject({ version: 1, name: 'Post-install' });
  });

  it('knows credentials that are not saved yet, and does not show them', async () => {
    const sync = await aSync();
    const on = { authentication: { enabled: true } };
    const without = await stage.call('POST', at(sync, '/validate'), { patch: on });
    expect(without.body.toEnable).toHaveLength(1);
    const authentication = { enabled: true, apiKey: 'CANARY-key-1', apiSecret: 'CANARY-secret-2' };
    const { body } = await stage.call('POST', at(sync, '/validate'), { patch: { authentication } });
    expect(body).toMatchObject({ problems: [], toEnable: [] });
    expect(JSON.stringify(body)).not.toContain('CANARY');
    expect(body.changes).toContainEqual({
      field: '/authentication/apiKey',
      before: null,
      after: expect.stringMatching(/^…y-1 \([0-9a-f]{12}\)$/),
    });
  });

  it.each([undefined, null, [], 'x', { patch: 7 }, { patch: null }, { patch: [] }])(
    'answers whatever is sent: %j',
    async (body) => {
      const sync = await aSync();
      const answer = await stage.call('POST', at(sync, '/validate'), body);
      expect([200, 400]).toContain(answer.status);
    },
  );
});

describe('the history', () => {
  it('has every change with who, when, why and what; the newest first, a page at a time', async () => {
    const sync = await aSync({ why: 'first try' });
    const change = { hold: { settleSeconds: 0 }, sendEvents: { events: ['Purchase', 'View'] }, why: '  faster  ' };
    await stage.call('PATCH', at(sync), change, { version: 1 });
    await stage.call('POST', at(sync, '/enable'), { why: 'go' });
    const { body } = await stage.call('GET', at(sync, '/history'));
    expect(body).toEqual({
      next: null,
      versions: [
        {
          ...{ version: 4, type: 'SyncEnabled', who: 'admin', why: 'go', at: expect.stringMatching(/Z$/) },
          changes: [{ field: '/status', before: 'disabled', after: 'enabled' }],
        },
        {
          ...{ version: 3, type: 'HoldChanged', who: 'admin', why: 'faster', at: expect.any(String) },
          changes: [{ field: '/hold/settleSeconds', before: 10, after: 0 }],
        },
        {
          ...{ version: 2, type: 'EventsSelected', who: 'admin', why: 'faster', at: expect.any(String) },
          changes: [{ field: '/sendEvents/events', before: ['Purchase'], after: ['Purchase', 'View'] }],
        },
        expect.objectContaining({ version: 1, type: 'SyncCreated', why: 'first try' }),
      ],
    });
    const page = await stage.call('GET', at(sync, '/history?limit=2'));
    expect([page.body.versions.map((each: any) => each.version), page.body.next]).toEqual([[4, 3], 3]);
    const rest = await stage.call('GET', at(sync, '/history?limit=2&before=3'));
    expect([rest.body.versions.map((each: any) => each.version), rest.body.next]).toEqual([[2, 1], null]);
    const then = await stage.call('GET', at(sync, '/history/2'));
    expect(then.body).toMatchObject({
      version: 2,
      sync: {
        version: 2,
        status: 'disabled',
        hold: { settleSeconds: 10 },
        sendEvents: { events: ['Purchase', 'View'] },
      },
    });
    const diff = await stage.call('GET', at(sync, '/diff?from=1'));
    expect(diff.body).toMatchObject({ from: 1, to: 4 });
    expect(diff.body.changes.map((each: any) => each.field)).toEqual([
      '/status',
      '/sendEvents/events',
      '/hold/settleSeconds',
    ]);
  });

  it('is rolled back by a new event, which every service is told of', async () => {
    const sync = await aSync();
    const authentication = { enabled: false, apiKey: 'key-00001', apiSecret: 'secret-0002' };
    await stage.call(
      'PATCH',
      at(sync),
      { name: 'Wrong', sendEvents: { events: ['Nothing'] }, authentication },
      { version: 1 },
    );
    await stage.call('POST', at(sync, '/enable'));
    const back = await stage.call('POST', at(sync, '/rollback'), { version: 1, why: 'wrong events' });
    expect(back).toMatchObject({
      status: 200,
      etag: '"6"',
      body: { name: 'Post-install', status: 'enabled', version: 6 },
    });
    expect(back.body.authentication.apiKey).toMatchObject({ last4: '01' });
    const { body } = await stage.call('GET', at(sync, '/history?limit=1'));
    expect(body.versions[0]).toMatchObject({ type: 'SyncRolledBack', rolledBackTo: 1, why: 'wrong events' });
    expect(body.versions[0].changes.map((each: any) => each.field)).toEqual(['/name', '/sendEvents/events']);
    await eventually(async () => {
      expect(await stage.inKv(kvBuckets.config, kvKeys.sync(sync))).toMatchObject({ version: 6, name: 'Post-install' });
    });
    expect((await stage.call('POST', at(sync, '/rollback'), { version: 1 })).body.version).toBe(6);
  });

  it.each([
    ['GET', '/history?limit=0', 400],
    ['GET', '/history?limit=201', 400],
    ['GET', '/history?before=x', 400],
    ['GET', '/history/9', 404],
    ['GET', '/history/x', 404],
    ['GET', '/diff', 400],
    ['GET', '/diff?from=1&to=9', 422],
    ['POST', '/rollback', 422],
  ])('%s %s is answered %i', async (method, path, status) => {
    const sync = await aSync();
    expect((await stage.call(method, at(sync, path), method === 'POST' ? { version: 9 } : undefined)).status).toBe(
      status,
    );
    const nowhere = method === 'POST' ? { version: 1 } : undefined;
    expect(
      (
        await stage.call(
          method,
          at('sy_unknown', path.startsWith('/diff') ? '/diff?from=1' : path.split('?')[0]),
          nowhere,
        )
      ).status,
    ).toBe(404);
  });
});

describe('a sync that is disabled', () => {
  it('says what is under way, what is held, and what becomes of both', async () => {
    const { id: project } = await stage.project();
    const sync = await stage.sync(project);
    await stage.call('POST', at(sync, '/enable'));
    const count = (what: Count['what'], n: number, reason = ''): Count => ({ project, sync, what, reason, n });
    const counts = [
      ...[count('routed', 9), count('filtered', 4, 'not-selected'), count('dispatched', 5)],
      ...[count('link-requested', 8), count('link-held', 8), count('link-held', 1, 'reopened')],
      ...[count('link-merged', 2), count('link-withdrawn', 1, 'cleared'), count('link-released', 3)],
    ];
    const alike = { project, sync, kind: 'event', class: 'accepted' } as const;
    const ends = [
      { ...alike, outcome: 'accepted' as const, parts: { m: [0, 1] } },
      { ...alike, outcome: 'dead' as const, class: 'refused' as const, parts: { m: [2] } },
    ];
    const id = `${sync}-counts`;
    await publish(stage.nats, { contract: outcomeCounts, to: {}, id, message: { v: 1, id, at: Date.now(), counts } });
    await publish(stage.nats, { contract: outcomeEnds, to: {}, id: `${sync}-ends`, message: { v: 1, ends } });
    await eventually(
      async () => {
        const { body } = await stage.call('GET', at(sync, '/remaining'));
        expect(body).toEqual({
          events: 2,
          retrying: 0,
          heldProperties: 3,
          explanation: '2 events are on the way to Kochava; 3 user properties are held.',
        });
      },
      { timeoutMs: 10_000 },
    );
    const { status, body } = await stage.call('POST', at(sync, '/disable'), { why: 'a mistake' });
    expect([status, body.status]).toEqual([200, 'disabled']);
    expect(body.remaining).toMatchObject({ events: 2, heldProperties: 3 });
    expect(body.remaining.explanation).toMatch(
      /not sent later either\. 2 events are on the way: .* 72 h .* 3 user properties are held: .* 30 days .* nothing twice\.$/,
    );
    const other = await stage.call('POST', at(await aSync(), '/disable'));
    expect(other.body.remaining.explanation).toMatch(/Nothing was on its way\. Nothing is held\./);
  });
});
