import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kvKeys, type SyncSecrets } from '@kochava-stream/contracts';
import { authHeaders } from '@kochava-stream/kochava';
import {
  consumerLag,
  deleteKey,
  deleteSyncConsumers,
  ensureSyncConsumers,
  putConfig,
  putSecret,
} from '@kochava-stream/messaging';
import { aSync, eventually } from '@kochava-stream/testing';
import {
  accept,
  entry,
  fakeKochava,
  many,
  publishSync,
  send,
  startDispatcher,
  startWorld,
  type Overrides,
  type World,
} from './harness.spec.ts';
import { openKeyRing, readKeyRing } from './secrets.ts';

let world: World;
let kochava: Awaited<ReturnType<typeof fakeKochava>>;
let running: Awaited<ReturnType<typeof startDispatcher>> | undefined;
let serial = 0;
let sync = '';

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  kochava = await fakeKochava();
  serial += 1;
  sync = `pausing-${serial}`;
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  kochava.close();
  await deleteKey(world.nats, 'config', kvKeys.sync(sync));
});

async function start(overrides: Overrides = {}) {
  running = await startDispatcher(world, kochava.url, overrides);
  return running;
}

const gate = () => running?.dispatcher.sync(sync)?.lane.traffic.gate;
const calls = (id: string) => kochava.bodies().filter((body) => body === `{"id":"${id}"}`).length;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const outcomeOf = (id: string) =>
  eventually(() => {
    const found = world.outcomes.find((each) => each.id === id);
    if (found === undefined) throw new Error(`no outcome of ${id}`);
    return found;
  });

describe('what is sent', () => {
  it('is the exact bytes, by kind to its own address, with a User-Agent of our own and nothing else', async () => {
    await publishSync(world.nats, { id: sync });
    await start();
    const body = '{"a":"caf\\u00e9 \\/ \\"x\\""}';
    await send(world.nats, sync, [entry('e.0', { body, userAgent: 'kochava-stream' })]);
    await send(world.nats, sync, [entry('l.0', { body, properties: { plan: 'gold' } })], 'link');
    expect(await outcomeOf('e.0')).toMatchObject({ kind: 'event', outcome: 'accepted' });
    expect(await outcomeOf('l.0')).toMatchObject({ kind: 'link', outcome: 'accepted', properties: { plan: 'gold' } });
    const common = { 'content-type': 'application/json', 'content-length': String(body.length) };
    const sent = kochava.seen.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    expect(sent).toMatchObject([
      { path: '/track/json', body, headers: { ...common, 'user-agent': 'kochava-stream' } },
      { path: '/v1/cpi/identityLink.php', body, headers: { ...common, 'user-agent': 'Unknown' } },
    ]);
    const names = Object.keys(sent[0]?.headers ?? {}).sort();
    expect(names).toEqual(['connection', 'content-length', 'content-type', 'host', 'user-agent']);
  });

  it('a link whose reply is not understood is accepted, and counted apart', async () => {
    kochava.answer = (_seen, response) => response.end();
    await publishSync(world.nats, { id: sync });
    await start();
    await send(world.nats, sync, [entry('l.1')], 'link');
    expect(await outcomeOf('l.1')).toMatchObject({ outcome: 'accepted', class: 'accepted-reply-not-understood' });
    const metrics = await running?.metrics.registry.metrics();
    expect(metrics).toMatch(
      new RegExp(`dispatch_replies_total{sync="${sync}",kind="link",class="accepted-reply-not-understood".* 1`),
    );
  });
});

describe('a disabled sync', () => {
  it('sends nothing until it is enabled; its messages wait', async () => {
    await publishSync(world.nats, { id: sync, status: 'disabled' });
    await start();
    await send(world.nats, sync, many(20, 'waiting'));
    await pause(500);
    expect(kochava.seen).toHaveLength(0);
    await putConfig(world.nats, kvKeys.sync(sync), aSync({ id: sync, version: 2 }));
    await outcomeOf('waiting.19');
    await putConfig(world.nats, kvKeys.sync(sync), aSync({ id: sync, version: 3, status: 'disabled' }));
    await eventually(() => expect(gate()?.isOpen).toBe(false));
    await send(world.nats, sync, [entry('late.0')]);
    await pause(300);
    expect(calls('late.0')).toBe(0);
    expect((await consumerLag(world.nats, sync))?.inFlight).toBeLessThanOrEqual(1);
  });

  it('that has no consumers is no fault; an enabled one is, and is worked on when they are there', async () => {
    await putConfig(world.nats, kvKeys.sync(sync), aSync({ id: sync, status: 'disabled' }));
    await start({ lookEveryMs: 200 });
    await pause(300);
    expect(running?.health.report().checks['syncs']).toBe('ok');
    await putConfig(world.nats, kvKeys.sync(sync), aSync({ id: sync, version: 2 }));
    await eventually(() => expect(running?.health.report().checks['syncs']).toMatch(`sync ${sync} is gone`));
    await ensureSyncConsumers(world.nats, sync, { concurrency: 10 });
    await send(world.nats, sync, [entry('found.0')]);
    await outcomeOf('found.0');
    expect(running?.health.report().checks['syncs']).toBe('ok');
  });
});

describe('a consumer that is deleted (T5)', () => {
  it('stops its sync loudly, and nothing is made or sent again by the dispatcher', async () => {
    await publishSync(world.nats, { id: sync });
    await start();
    await send(world.nats, sync, many(5, 'once'));
    for (let index = 0; index < 5; index += 1) await outcomeOf(`once.${index}`);
    await deleteSyncConsumers(world.nats, sync);
    await eventually(() => expect(running?.health.report().checks['syncs']).toMatch(`sync ${sync} is gone`), {
      timeoutMs: 20_000,
    });
    await eventually(async () => {
      const lost = running?.metrics.registry.getSingleMetric('kochava_stream_dispatch_consumer_lost');
      expect((await lost?.get())?.values.map(({ value }) => value)).toEqual([1, 1]);
    });
    expect(await consumerLag(world.nats, sync)).toBeUndefined();
    expect(kochava.seen).toHaveLength(5);
  });
});

describe('refused credentials', () => {
  it('pause the sync and keep its messages; a new version of it goes on', async () => {
    kochava.answer = (_seen, response) => response.writeHead(403).end();
    await publishSync(world.nats, { id: sync });
    await start();
    await send(world.nats, sync, many(30, `refused-${serial}`));
    await eventually(() => expect(gate()?.reasons).toEqual(['credentials-refused']));
    await pause(300);
    const before = kochava.seen.length;
    expect(before).toBeLessThanOrEqual(10);
    await send(world.nats, sync, many(30, `behind-${serial}`));
    await pause(300);
    expect(kochava.seen).toHaveLength(before);
    expect(world.dead.some((letter) => letter.sync === sync)).toBe(false);
    kochava.answer = accept;
    await putConfig(world.nats, kvKeys.sync(sync), aSync({ id: sync, version: 2 }));
    for (const id of [`refused-${serial}.0`, `refused-${serial}.29`, `behind-${serial}.29`]) {
      expect(await outcomeOf(id)).toMatchObject({ outcome: 'accepted' });
    }
  });

  it('are tried again with one entry after a while', async () => {
    kochava.answer = (_seen, response) => response.writeHead(401).end();
    await publishSync(world.nats, { id: sync });
    await start({ lane: { traffic: { credentialsTrialMs: 400 } } });
    await send(world.nats, sync, many(30, `trial-${serial}`));
    await eventually(() => expect(gate()?.reasons).toEqual(['credentials-refused']));
    await pause(50);
    const before = kochava.seen.length;
    await pause(1_000);
    const trials = kochava.seen.length - before;
    expect(trials).toBeGreaterThanOrEqual(1);
    expect(trials).toBeLessThanOrEqual(3);
    kochava.answer = accept;
    expect(await outcomeOf(`trial-${serial}.29`)).toMatchObject({ outcome: 'accepted' });
  });
});

describe('a 429', () => {
  it('stops the whole sync for its Retry-After and nobody else', async () => {
    const other = `${sync}-other`;
    let throttled = 0;
    kochava.answer = (seen, response, request) => {
      if (throttled > 0 || !seen.body.includes('slow')) return accept(seen, response, request);
      throttled = Date.now();
      response.writeHead(429, { 'Retry-After': '2' }).end();
    };
    await publishSync(world.nats, { id: sync, concurrency: 1 });
    await publishSync(world.nats, { id: other });
    await start();
    await send(world.nats, sync, many(20, `slow-${serial}`));
    await send(world.nats, other, many(20, `free-${serial}`));
    await outcomeOf(`slow-${serial}.19`);
    const late = kochava.seen.filter(({ body, at }) => body.includes('slow') && at > throttled);
    expect(Math.min(...late.map(({ at }) => at)) - throttled).toBeGreaterThanOrEqual(1_990);
    const free = kochava.seen.filter(({ body }) => body.includes(`free-${serial}`));
    expect(free).toHaveLength(20);
    expect(Math.max(...free.map(({ at }) => at)) - throttled).toBeLessThan(1_900);
    expect(world.retries.find((each) => each.entry.id === `slow-${serial}.0`)).toMatchObject({ attempts: 1 });
    const again = () => world.outcomes.filter(({ id }) => id === `slow-${serial}.0`);
    await eventually(() => expect(again()).toMatchObject([{ class: 'throttled' }, { class: 'accepted', attempts: 2 }]));
  });
});

describe('authentication', () => {
  const kek = randomBytes(32);
  const ring = readKeyRing({ SECRETS_KEK: `k1:${kek.toString('base64')}`, SECRETS_KEK_FILE: '' });

  function seal(bytes: Buffer, key: Buffer, boundTo: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(boundTo));
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]).toString('base64');
  }

  function sealed(secretVersion: number, credentials: { apiKey: string; apiSecret: string }, kid = 'k1'): SyncSecrets {
    const dataKey = randomBytes(32);
    const boundTo = `${sync}:${secretVersion}`;
    return {
      ...{ v: 1, sync, secretVersion, kid },
      wrappedKey: seal(dataKey, kek, boundTo),
      sealed: seal(Buffer.from(JSON.stringify(credentials)), dataKey, boundTo),
    };
  }

  it('signs both kinds; without readable credentials nothing is sent, and never unsigned', async () => {
    await publishSync(world.nats, { id: sync, authentication: { enabled: true } });
    await start({ ring });
    await send(world.nats, sync, [entry('signed.0')]);
    await pause(300);
    await putSecret(world.nats, kvKeys.sync(sync), sealed(1, { apiKey: 'K', apiSecret: 'S' }, 'k9'));
    await pause(300);
    expect(kochava.seen).toHaveLength(0);
    expect(gate()?.reasons).toEqual(['credentials-missing']);
    await putSecret(world.nats, kvKeys.sync(sync), sealed(2, { apiKey: 'K', apiSecret: 'S' }));
    await outcomeOf('signed.0');
    await send(world.nats, sync, [entry('signed.1')], 'link');
    await outcomeOf('signed.1');
    for (const { body, headers } of kochava.seen) {
      const expected = authHeaders({ body, apiKey: 'K', apiSecret: 'S' });
      expect(headers['kochava-api-key']).toBe(expected['Kochava-Api-Key']);
      expect(headers['kochava-auth-token']).toBe(expected['Kochava-Auth-Token']);
    }
    await deleteKey(world.nats, 'secrets', kvKeys.sync(sync));
    await eventually(() => expect(gate()?.reasons).toEqual(['credentials-missing']));
  });

  it('goes on when the key that the credentials need comes into the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kek-'));
    const file = join(folder, 'kek');
    writeFileSync(file, `k0:${randomBytes(32).toString('base64')}\n`);
    await publishSync(world.nats, { id: sync, authentication: { enabled: true } });
    await putSecret(world.nats, kvKeys.sync(sync), sealed(1, { apiKey: 'K', apiSecret: 'S' }));
    await start({ ring: openKeyRing({ SECRETS_KEK: '', SECRETS_KEK_FILE: file }), lookEveryMs: 100 });
    await send(world.nats, sync, [entry('late-key.0')]);
    await eventually(() => expect(gate()?.reasons).toEqual(['credentials-missing']));
    writeFileSync(file, 'half a fi');
    await pause(250);
    expect(kochava.seen).toHaveLength(0);
    writeFileSync(file, `k0:${randomBytes(32).toString('base64')}\nk1:${kek.toString('base64')}\n`);
    expect(await outcomeOf('late-key.0')).toMatchObject({ outcome: 'accepted' });
    rmSync(folder, { recursive: true });
  });

  it('goes on with new credentials when the old ones are refused', async () => {
    kochava.answer = (seen, response, request) => {
      if (seen.headers['kochava-api-key'] === 'NEW') accept(seen, response, request);
      else response.writeHead(401).end('{"error":"bad signature"}');
    };
    await putSecret(world.nats, kvKeys.sync(sync), sealed(1, { apiKey: 'OLD', apiSecret: 'S' }));
    await publishSync(world.nats, { id: sync, authentication: { enabled: true } });
    await start({ ring });
    await send(world.nats, sync, many(5, `rotated-${serial}`));
    await eventually(() => expect(gate()?.reasons).toEqual(['credentials-refused']));
    await putSecret(world.nats, kvKeys.sync(sync), sealed(2, { apiKey: 'NEW', apiSecret: 'S' }));
    for (let index = 0; index < 5; index += 1) {
      expect(await outcomeOf(`rotated-${serial}.${index}`)).toMatchObject({ outcome: 'accepted' });
    }
  });
});
