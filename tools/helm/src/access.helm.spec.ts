import { readFileSync } from 'node:fs';
import { connect, nkeyAuthenticator, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { userNames } from './access/accounts.ts';
import { startGuardedStack, type GuardedStack } from './access/guarded-stack.ts';
import { device, eventually, Traffic } from './access/traffic.ts';

let stack: GuardedStack;
beforeAll(async () => {
  stack = await startGuardedStack();
}, 180_000);
afterAll(async () => {
  await stack?.close();
}, 60_000);

function tlsOf({ certificates: { ca, client } }: GuardedStack) {
  return { caFile: ca, certFile: client.cert, keyFile: client.key };
}

function open(user: string, options: ConnectionOptions = {}): Promise<NatsConnection> {
  const seed = new TextEncoder().encode(readFileSync(stack.seedFile(user), 'utf8'));
  return connect({
    servers: stack.nats.url,
    authenticator: nkeyAuthenticator(seed),
    tls: tlsOf(stack),
    inboxPrefix: `_INBOX_${user}`,
    reconnect: false,
    ...options,
  });
}

describe('the whole way, with the rights of the examples', () => {
  it('from an upload over a held link to Kochava, and nobody asks for more than it may', async () => {
    const traffic = await Traffic.open(stack);
    await traffic.send([
      { ...device('one'), event_type: '$identify', user_properties: { plan: 'pro' }, insert_id: 'a' },
    ]);
    await eventually('a link is held', async () => (await traffic.held()) === 1);
    await traffic.send([{ ...device('one'), event_type: 'Bought', insert_id: 'b' }]);
    await eventually('both requests', async () => (await traffic.requests()).length === 2);
    expect((await traffic.requests()).map(({ kind, accepted }) => [kind, accepted])).toEqual([
      ['event', true],
      ['link', true],
    ]);
    expect(await traffic.test({ ...device('one'), event_type: 'Bought' })).toBe('accepted');
    expect(await stack.nats.violations()).toEqual([]);
  }, 90_000);

  it('and what people do by hand: dead letters again, mapped anew or as they were, a link released, events watched', async () => {
    const { services, sandbox, adminToken } = stack;
    const traffic = await Traffic.open(stack, 'by-hand-api-key', 'kodemo-hand');
    const api = async (method: string, path: string, body?: object): Promise<any> => {
      const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
      const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      return await (await fetch(`${services.config.url}/api${path}`, request)).json();
    };
    const ofSync = `/syncs/${traffic.sync}`;
    sandbox.behave([{ status: 400, times: 2, match: { app: 'kodemo-hand' } }], 1);
    await traffic.send([
      { ...device('two'), event_type: 'Bought', insert_id: 'c', event_properties: { n: 1 } },
      { ...device('six'), event_type: 'Bought', insert_id: 'd', event_properties: { n: 2 } },
    ]);
    const order = { version: 'current', rate: 1000 };
    await eventually('two dead letters with their events', async () => {
      return (
        (await api('POST', `${ofSync}/dead-letters/replay`, { filter: {}, ...order, preview: true })).replayable === 2
      );
    });
    await api('POST', `${ofSync}/dead-letters/replay`, { filter: { insertId: 'c' }, ...order });
    await eventually('one of them at Kochava', async () => (await traffic.bought()).length === 1);
    await api('POST', `${ofSync}/dead-letters/replay`, { filter: {}, ...order, version: 'original' });
    await eventually('both at Kochava', async () => (await traffic.bought()).length === 2);
    await traffic.send([
      { ...device('ten'), event_type: '$identify', user_properties: { plan: 'pro' }, insert_id: 'e' },
    ]);
    await eventually('a link is held', async () => (await api('GET', `${ofSync}/devices`)).devices.length === 1);
    const released = await api('POST', `${ofSync}/devices/device-ten/release`, { why: 'tried' });
    expect(released.orders).toMatchObject([{ result: 'done' }]);
    expect((await api('GET', `${ofSync}/identity`)).holds.devices).toBe(0);
    const { syncs } = await api('GET', `/projects/${traffic.project}/events/c/way`);
    expect(syncs).toMatchObject([{ fate: 'accepted' }]);
    const abort = new AbortController();
    const headers = { authorization: `Bearer ${adminToken}` };
    const url = `${services.config.url}/api/projects/${traffic.project}/live`;
    const live = await fetch(url, { headers, signal: abort.signal });
    const reading = live.body?.getReader();
    let shown = '';
    while (!shown.includes('"step":"accepted"')) {
      await traffic.buy(100, 1);
      shown += new TextDecoder().decode((await reading?.read())?.value);
    }
    abort.abort();
    expect(await stack.nats.violations()).toEqual([]);
  }, 120_000);

  it('survives a restart of every service, with nothing refused', async () => {
    for (const service of Object.values(stack.services)) {
      await service.stop();
      await service.start();
    }
    expect(await stack.nats.violations()).toEqual([]);
  }, 120_000);

  it('jobs can be repeated', async () => {
    expect(await stack.job('migrate')).toMatchObject({
      code: 0,
      out: expect.stringContaining('linker: up to date') as string,
    });
    const again = await stack.job('provision');
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).not.toMatch(/created|updated/);
    expect(await stack.nats.violations()).toEqual([]);
  }, 60_000);
});

/** What a user must not publish, besides what nobody may. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  ingest: ['dispatch.s.event', 'links.requested.0', 'outcomes.0', 'dead.s', '$KV.sync-config.sync.s'],
  transformer: ['received.events.0', 'dispatch.s.link', 'dispatch.s.retry', 'outcomes.0', '$KV.sync-config.sync.s'],
  'identity-linker': ['received.events.0', 'dispatch.s.event', 'dispatch.s.retry', 'links.requested.0', 'outcomes.0'],
  'kochava-dispatcher': ['received.events.0', 'dispatch.s.test', 'links.requested.0', '$KV.sync-secrets.s'],
  config: ['outcomes.0', 'outcomes.counts', 'outcomes.ends', 'outcomes.tests', 'dispatch.s.other'],
  provision: ['received.events.0', 'dispatch.s.event', 'dead.s', '$KV.sync-config.ready', '$KV.sync-secrets.s'],
};
const forAll = [
  '$JS.API.STREAM.DELETE.RECEIVED',
  '$JS.API.STREAM.PURGE.RECEIVED',
  '$JS.API.STREAM.MSG.DELETE.DISPATCH',
  '$JS.API.CONSUMER.DELETE.RECEIVED_OTHER.x',
  '$JS.API.CONSUMER.CREATE.DISPATCH.x.dispatch.>',
  '$JS.API.CONSUMER.CREATE.KV_sync-secrets',
  '$JS.API.DIRECT.GET.KV_sync-secrets.$KV.sync-secrets.s',
  '$JS.API.ACCOUNT.PURGE.APP',
];
const notTheirs: Readonly<Record<string, readonly string[]>> = {
  secrets: ['$JS.API.CONSUMER.CREATE.KV_sync-secrets.x.$KV.sync-secrets.>', '$JS.API.STREAM.MSG.GET.KV_sync-secrets'],
  dispatches: ['$JS.API.CONSUMER.MSG.NEXT.DISPATCH.sync-s'],
  'their ends': ['$JS.ACK.DISPATCH.sync-s.1.1.1.1.0', '$JS.ACK._.x.DISPATCH.sync-s.1.1.1.1.0'],
  consumers: ['$JS.API.CONSUMER.DURABLE.CREATE.DISPATCH.sync-s', '$JS.API.CONSUMER.DELETE.DISPATCH.sync-s'],
  streams: ['$JS.API.STREAM.CREATE.X', '$JS.API.STREAM.UPDATE.RECEIVED'],
};
const mayDo: Readonly<Record<string, readonly string[]>> = {
  secrets: ['kochava-dispatcher'],
  dispatches: ['kochava-dispatcher', 'config'],
  'their ends': ['kochava-dispatcher'],
  consumers: ['config'],
  streams: ['provision'],
};

describe('NATS refuses', () => {
  it.each(userNames())(
    '%s: what is not its own',
    async (user) => {
      const forbidden = [
        ...(foreign[user] ?? []),
        ...forAll,
        ...Object.entries(notTheirs).flatMap(([what, subjects]) =>
          mayDo[what]?.includes(user) === true ? [] : subjects,
        ),
      ];
      const nc = await open(user);
      const refused = new Set<string>();
      const watching = (async () => {
        for await (const status of nc.status()) {
          const { error } = status as { error?: Error };
          const named = /Publish(?: Violation)? to "([^"]+)"|subscription to "([^"]+)"/i.exec(error?.message ?? '');
          if (named !== null) refused.add(named[1] ?? named[2] ?? '');
        }
      })();
      for (const subject of forbidden) nc.publish(subject, '{}');
      const subscriptions = ['>', '_INBOX_other.>', 'dispatch.>', '$KV.sync-secrets.>'].filter(
        (subject) => subject !== '',
      );
      for (const subject of subscriptions) nc.subscribe(subject, { callback: () => undefined });
      await nc.flush();
      await eventually('every refusal', async () => refused.size >= forbidden.length + subscriptions.length);
      expect([...refused].sort()).toEqual([...forbidden, ...subscriptions].sort());
      expect(forbidden.length).toBeGreaterThanOrEqual(6);
      await nc.close();
      await watching;
    },
    40_000,
  );

  it.each<[string, () => ConnectionOptions]>([
    ['somebody without an nkey', () => ({ authenticator: [] })],
    ['somebody with an nkey of his own', () => ({ authenticator: nkeyAuthenticator() })],
    ['somebody without a certificate', () => ({ tls: { caFile: stack.certificates.ca } })],
    ['somebody without TLS', () => ({ servers: stack.nats.url.replace('tls://', 'nats://'), tls: null })],
  ])('%s', async (_who, options) => {
    await expect(open('ingest', { ...options(), timeout: 3_000 })).rejects.toThrow();
  });
});

describe('Postgres refuses', () => {
  const refusedWith = async (login: string, sql: string): Promise<string> => {
    const client = new pg.Client({ connectionString: stack.loginUrl(login) });
    await client.connect();
    try {
      await client.query(sql);
      return 'done';
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await client.end();
    }
  };
  const denied = '42501';

  it.each([
    ['config', 'transformer.profile', 'config.sync'],
    ['transformer', 'linker.device', 'transformer.profile'],
    ['linker', 'config.secret', 'linker.device'],
  ])('%s: other schemas, and to change its own', async (login, foreignTable, ownTable) => {
    const [schema] = ownTable.split('.');
    expect(await refusedWith(login, `SELECT count(*) FROM ${ownTable}`)).toBe('done');
    for (const sql of [
      `SELECT * FROM ${foreignTable}`,
      `INSERT INTO ${foreignTable} DEFAULT VALUES`,
      `DROP TABLE ${ownTable}`,
      `ALTER TABLE ${ownTable} ADD COLUMN x text`,
      `TRUNCATE ${ownTable}`,
      `CREATE TABLE ${schema}.mine (x text)`,
      'CREATE TABLE public.mine (x text)',
      'CREATE SCHEMA mine',
      'CREATE ROLE mine',
    ])
      expect([sql, await refusedWith(login, sql)]).toEqual([sql, denied]);
  });

  it('config everything of the linker but its views for the console, which it may read', async () => {
    for (const view of ['device', 'hold', 'fact', 'alias', 'command']) {
      expect([view, await refusedWith('config', `SELECT * FROM linker.console_${view}`)]).toEqual([view, 'done']);
      expect([view, await refusedWith('config', `DELETE FROM linker.console_${view}`)]).toEqual([view, denied]);
      expect([view, await refusedWith('transformer', `SELECT * FROM linker.console_${view}`)]).toEqual([view, denied]);
    }
    for (const table of ['device', 'hold', 'event', 'command', 'outbox']) {
      expect([table, await refusedWith('config', `SELECT * FROM linker.${table}`)]).toEqual([table, denied]);
    }
  });
});
