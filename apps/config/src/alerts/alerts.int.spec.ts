import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { outcomeEnds, outcomeGates } from '@kochava-stream/contracts';
import { publish } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import { eventually } from '@kochava-stream/testing';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { type SealingKey } from '../secrets/keys.ts';
import { keyUse, rewrap } from '../secrets/rewrap.ts';
import { AlertWatch } from './alert-watch.ts';
import { ChannelVault } from './channel.ts';
import { oldestHoldIn } from './oldest-hold.ts';
import { proposedRules, type AlertRules } from './rules.ts';
import { loadAlert } from './store-alerts.ts';
import { takeDue } from './store-notices.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
const path = '/hooks/CANARY-path-0001';
let stage: ConfigStage;
let db: Database;
let receiver: Server;
let url: string;
let answer: { status: number; headers?: Record<string, string> };
const got: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  stage = await startConfigStage({ ALERT_ALLOW_HTTP: 'true', ALERT_ALLOW_PRIVATE_ADDRESSES: 'true' });
  await migrate({ url: stage.databaseUrl, schema: 'linker' });
  db = await openDatabase({ url: stage.databaseUrl, schema: 'config', logger });
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer.status, answer.headers).end('CANARY-reply');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;
}, 60_000);

afterAll(async () => {
  receiver?.closeAllConnections();
  receiver?.close();
  await db?.close();
  await stage?.close();
});

beforeEach(() => {
  got.length = 0;
  answer = { status: 200 };
});

/** Everything that is due, looked at as if it were so late; as every process does. */
async function look(aheadMs = 0): Promise<void> {
  const now = () => Date.now() + aheadMs;
  const parts = { db, logger, oldestHold: oldestHoldIn(db), publicUrl: 'https://console.example.com/', now };
  const watch = new AlertWatch({ ...parts, everyMs: 1 });
  await watch.look();
  await watch.close();
}

async function watched(rules: Partial<AlertRules>, kind: 'webhook' | 'slack' = 'webhook') {
  const { id: project } = await stage.project();
  const sync = await stage.sync(project, { name: '<Shop> & more' });
  const body = { rules: { ...proposedRules, ...rules }, channel: { kind, url } };
  const answered = await stage.call('PUT', `/api/syncs/${sync}/alerts`, body);
  expect([answered.status, answered.body.error]).toEqual([200, undefined]);
  return { project, sync, secret: answered.body.signingSecret as string, answered: answered.body };
}

const view = async (sync: string) => (await stage.call('GET', `/api/syncs/${sync}/alerts`)).body;
const received = (sync: string) => got.map(({ body }) => JSON.parse(body)).filter(({ data }) => data?.sync.id === sync);

const gates = (sync: string | undefined) =>
  publish(stage.nats, {
    contract: outcomeGates,
    to: {},
    id: randomUUID(),
    message: {
      ...{ v: 1, dispatcher: 'one', at: Date.now() },
      gates: sync === undefined ? [] : [{ sync, closed: [{ reason: 'credentials-refused', since: 1_000 }] }],
    },
  });
const reported = (n: number) =>
  eventually(async () => {
    const rows = await db.query<{ gates: unknown[] }>('spec_gates', 'select gates from gate_report');
    expect(rows.flatMap((row) => row.gates)).toHaveLength(n);
  });

function expectSigned({ headers, body }: (typeof got)[number], secret: string): void {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(text).digest('base64')}`);
  expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(30);
}

describe('the alerts of a sync', () => {
  it('are off until somebody asks; the address is kept sealed and shown no more', async () => {
    const sync = await stage.sync((await stage.project()).id);
    expect(await view(sync)).toMatchObject({ rules: proposedRules, channel: null, firing: [], notices: [] });
    expect((await stage.call('POST', `/api/syncs/${sync}/alerts/test`)).status).toBe(409);

    const { sync: with_, secret, answered } = await watched({});
    expect(secret).toMatch(/^whsec_/);
    expect(answered.channel).toEqual({ kind: 'webhook', url: expect.stringMatching(/…0001$/) });
    const shown = await view(with_);
    expect(shown).not.toHaveProperty('signingSecret');
    const rows = await db.query('spec_alert', 'select * from alert');
    const audit = await stage.call('GET', '/api/audit?limit=50');
    for (const text of [shown, rows, audit.body]) {
      expect(JSON.stringify(text)).not.toContain('CANARY');
      expect(JSON.stringify(text)).not.toContain(secret);
    }
    expect(JSON.stringify(audit.body)).toContain('/alerts');
    // Without an address the one that is there stays, and so does the secret.
    const put = (body: object) => stage.call('PUT', `/api/syncs/${with_}/alerts`, body);
    const kept = await put({ rules: proposedRules, channel: { kind: 'webhook' } });
    expect([kept.status, kept.body.signingSecret, kept.body.channel]).toEqual([200, undefined, answered.channel]);
    const renewed = await put({ rules: proposedRules, channel: { kind: 'webhook', renewSecret: true } });
    expect(renewed.body.signingSecret).not.toBe(secret);
    expect((await put({ rules: proposedRules, channel: { kind: 'slack' } })).body.error.problems).toEqual([
      { field: '/channel/url', problem: 'is required: there is none yet' },
    ]);
    expect((await put({ rules: { ...proposedRules, successRate: 1 }, channel: null })).status).toBe(422);
    expect((await put({ rules: proposedRules, channel: null })).body.channel).toBeNull();
  });

  it('a test arrives signed; what the receiver says is not shown, and no redirect is followed', async () => {
    const { sync, secret } = await watched({});
    const test = () => stage.call('POST', `/api/syncs/${sync}/alerts/test`);
    expect((await test()).body).toEqual({ delivered: true, status: 200, problem: null });
    expect(JSON.parse(got[0]!.body)).toMatchObject({ type: 'alert.test', data: { sync: { name: '<Shop> & more' } } });
    expect(got[0]!.headers['content-type']).toBe('application/json');
    expectSigned(got[0]!, secret);
    expect((await test()).status).toBe(429);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    answer = { status: 302, headers: { location: url.replace(path, '/elsewhere') } };
    expect((await test()).body).toEqual({ delivered: false, status: null, problem: 'answered 302, a redirect' });
    expect(got.map((each) => each.path)).toEqual([path, path]);
  });

  it('tell once that credentials are refused, whoever looks, and that it is over', async () => {
    const { sync, secret } = await watched({ credentialsRefused: { enabled: true } });
    await look();
    expect((await view(sync)).firing).toEqual([]);
    await gates(sync);
    await reported(1);
    await Promise.all([look(), look(), look()]);
    await look();
    await eventually(() => expect(received(sync)).toHaveLength(1));
    expectSigned(got[0]!, secret);
    expect(received(sync)[0]).toMatchObject({
      type: 'alert.firing',
      data: { rule: 'credentialsRefused', link: `https://console.example.com/syncs/${sync}/delivery` },
    });
    expect((await view(sync)).firing).toEqual([{ rule: 'credentialsRefused', since: expect.any(String) }]);
    await gates(undefined);
    await reported(0);
    await look();
    await look(6 * 60_000);
    await eventually(() => expect(received(sync).map(({ type }) => type)).toEqual(['alert.firing', 'alert.resolved']));
    const { firing, notices } = await view(sync);
    expect(firing).toEqual([]);
    await eventually(async () => {
      expect((await view(sync)).notices.map(({ event, state }: any) => [event, state])).toEqual([
        ['resolved', 'delivered'],
        ['firing', 'delivered'],
      ]);
    });
    expect(notices).toHaveLength(2);
  });

  it('try again, under the same id, what did not arrive or whose sender died', async () => {
    const { sync } = await watched({ credentialsRefused: { enabled: true } });
    answer = { status: 500 };
    await gates(sync);
    await reported(1);
    await look();
    await eventually(async () => {
      expect((await view(sync)).notices[0]).toMatchObject({ state: 'waiting', attempts: 1, problem: 'answered 500' });
    });
    answer = { status: 204 };
    await db.query('spec_due', 'update alert_notice set next_at = now() where sync = $1', [sync]);
    // Somebody takes it and is never heard of again.
    const taken = await takeDue(db, 5, 500);
    if (taken.length === 0) expect(received(sync).length).toBeGreaterThan(1);
    await eventually(async () => expect((await view(sync)).notices[0].state).toBe('delivered'), { timeoutMs: 10_000 });
    expect(received(sync).map(({ data }) => data.id)).toEqual(Array(2).fill(received(sync)[0].data.id));
    await gates(undefined);
    await reported(0);
  });

  it('tell of too few delivered events, and of a link that is held for long, to Slack too', async () => {
    const rules = {
      successRate: { ...proposedRules.successRate, enabled: true },
      oldestHold: { enabled: true, hours: 1 },
    };
    const { sync, project } = await watched(rules, 'slack');
    const at = Date.now() - (Date.now() % 60_000);
    const alike = { project, sync, kind: 'event' as const, at };
    const ends = [
      {
        ...alike,
        outcome: 'accepted' as const,
        class: 'accepted' as const,
        parts: { [randomUUID()]: [...Array(90).keys()] },
      },
      {
        ...alike,
        outcome: 'dead' as const,
        class: 'refused' as const,
        parts: { [randomUUID()]: [...Array(10).keys()] },
      },
    ];
    await publish(stage.nats, { contract: outcomeEnds, to: {}, id: randomUUID(), message: { v: 1, ends } });
    await db.query(
      'spec_hold',
      `insert into linker.hold (sync, kochava_device_id, shard, state, since, expires_at, properties)
         values ($1, 'd', 0, 'unconfirmed', $2, $2, '{}'), ($1, 'e', 0, 'due', $3, $3, '{}')`,
      [sync, Date.now() - 2 * 3_600_000 - 1_000, Date.now()],
    );
    await eventually(async () => {
      await look();
      expect(got).toHaveLength(2);
    });
    const texts = got.map(({ body }) => (JSON.parse(body) as { text: string }).text).sort();
    expect(texts[0]).toContain(
      '*Alert: A link is held for long*\n&lt;Shop&gt; &amp; more (Shop): The oldest held link waits for 2 hours',
    );
    expect(texts[1]).toContain('10 of 100 events of the last 15 minutes could not be delivered');
    expect(got[0]!.headers).not.toHaveProperty('webhook-signature');
  });

  it('tell of an hour without events, against the mean hour of the day before', async () => {
    const { sync, project } = await watched({ volumeChange: { enabled: true, percent: 50, atLeast: 100 } });
    const fill = (hours: number) =>
      db.query(
        'spec_hours',
        `insert into rollup_hour (project, sync, at, what, reason, n, retried)
           select $1, $2, date_trunc('hour', now()) - hour * interval '1 hour', 'routed', '', 500, 0
             from generate_series(2, $3::integer) as hour on conflict do nothing`,
        [project, sync, hours],
      );
    await fill(4);
    await look();
    expect((await view(sync)).firing).toEqual([]);
    await fill(24);
    await look();
    await eventually(() => expect(received(sync)).toHaveLength(1));
    expect(received(sync)[0].data).toMatchObject({
      rule: 'volumeChange',
      text: '0 events in the last hour, 100 % fewer than the 500 of a mean hour of the day before.',
    });
  });

  it('stay readable when the sealing key is changed', async () => {
    const { sync } = await watched({});
    const [old, anew] = [7, 9].map((fill, n) => ({ kid: `k${n + 1}`, key: Buffer.alloc(32, fill) })) as [
      SealingKey,
      SealingKey,
    ];
    const opened = async (key: SealingKey) =>
      new ChannelVault(() => [key]).channelOf((await loadAlert(db, sync))!)?.url;
    expect(await opened(old)).toBe(url);
    expect(await rewrap({ db, keys: [anew, old] })).toBeGreaterThan(0);
    expect([await opened(anew), await opened(old)]).toEqual([url, undefined]);
    expect([...(await keyUse(db)).use.keys()]).toEqual(['k2']);
  });
});
