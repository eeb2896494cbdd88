import { createHash } from 'node:crypto';
import { kvKeys } from '@kochava-stream/contracts';
import { putConfig } from '@kochava-stream/messaging';
import { aProject, eventually } from '@kochava-stream/testing';
import { startRig, withRig, type Rig } from './ingest-rig.spec.ts';

const secrets = ['the-first-secret', 'the-second-secret'];
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const open = (rig: Rig, hashes = secrets.map(hash)) =>
  putConfig(rig.nats, kvKeys.project('project-1'), { ...aProject(), webhookSecretHashes: hashes });
const path = '/amplitude/webhook/project-1';
const call = (
  rig: Rig,
  body: unknown,
  headers: Record<string, string> = { 'x-webhook-secret': secrets[0] as string },
) => rig.post(path, body, { headers: { 'content-type': 'application/json', ...headers } });
const event = (id: string) => ({
  $insert_id: id,
  event_type: 'Purchase',
  device_id: 'd-1',
  ip_address: '203.0.113.7',
  event_time: '2026-11-23 12:33:58.292000',
});

describe("Amplitude's webhook", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
    await open(rig);
    await eventually(async () => expect((await call(rig, event('warm'))).status).toBe(200));
  });
  afterAll(async () => rig?.stop());

  it('puts events and users where uploads are put, under either secret', async () => {
    expect(JSON.parse((await call(rig, event('a'))).text)).toMatchObject({ code: 200, events_ingested: 1 });
    const user = { user_id: 'u', user_properties: { plan: 'pro' } };
    expect((await call(rig, user, { authorization: `Bearer ${secrets[1]}` })).status).toBe(200);
    await eventually(() =>
      expect(rig.stored.events()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            insert_id: 'a',
            event_type: 'Purchase',
            ip: '203.0.113.7',
            time: 1_795_437_238_292,
          }),
          expect.objectContaining({ event_type: '$identify', user_id: 'u', user_properties: { plan: 'pro' } }),
        ]),
      ),
    );
    expect(rig.stored.chunks.at(-1)?.uploads[0]).toMatchObject({ project: 'project-1', uploadedAt: null });
  });

  it('refuses what has not the secret, without saying whether the project is known', async () => {
    const refused = [
      await call(rig, event('b'), {}),
      await call(rig, event('b'), { 'x-webhook-secret': 'wrong' }),
      await call(rig, event('b'), { 'x-webhook-secret': hash(secrets[0] as string) }),
      await rig.post('/amplitude/webhook/nobody', event('b'), {
        headers: { 'x-webhook-secret': secrets[0] as string },
      }),
    ];
    expect(new Set(refused.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set(['401 {"code":401,"error":"Unknown project or wrong secret"}']),
    );
  });

  it.each<[string, unknown, number, object]>([
    ['no JSON', '{"event_type":', 400, { error: 'Invalid JSON request body' }],
    ['no time', { ...event('c'), event_time: 'soon' }, 400, { events_with_invalid_fields: { event_time: [0] } }],
    ['nobody', { event_type: 'x' }, 400, { events_with_missing_fields: { device_id: [0], user_id: [0] } }],
    ['too much', { ...event('c'), event_properties: { x: 'x'.repeat(1_100_000) } }, 413, {}],
    ['too many values', `{"event_type":"x","device_id":"d","a":[${'0,'.repeat(510_000)}0]}`, 413, {}],
  ])('says what is wrong with %s', async (_what, body, status, answer) => {
    const { status: code, text } = await call(rig, body);
    expect(code).toBe(status);
    expect(JSON.parse(text)).toMatchObject({ code: status, ...answer });
  });

  it('makes whoever tries secrets out wait, and nobody who has one', async () => {
    const tries = await Promise.all(
      Array.from({ length: 40 }, () => call(rig, event('d'), { 'x-webhook-secret': 'x' })),
    );
    const last = tries.filter(({ status }) => status === 429);
    expect(last.length).toBeGreaterThan(0);
    expect(Number(last[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call(rig, event('d'))).status).toBe(200);
  });

  it('lets a secret that was removed open nothing any more', async () => {
    await open(rig, [hash(secrets[1] as string)]);
    await eventually(async () => expect((await call(rig, event('e'))).status).not.toBe(200));
    await open(rig);
  });
});

describe('when nothing can be stored', () => {
  it('Amplitude hears 503 within 4 seconds, and sends it again', async () => {
    await withRig({}, async (rig) => {
      await open(rig);
      await eventually(async () => expect((await call(rig, event('a'))).status).toBe(200));
      await rig.server.kill('SIGSTOP');
      const began = performance.now();
      const answer = await call(rig, event('b'));
      const tookMs = performance.now() - began;
      await rig.server.kill('SIGCONT');
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([503, { code: 503 }]);
      expect(tookMs).toBeLessThan(4_000);
    });
  });

  it('because the stream is full, it is 503 too; and so before the projects are known', async () => {
    await withRig({ streamBytes: 40_000 }, async (rig) => {
      await open(rig);
      await eventually(async () => expect((await call(rig, event('a'))).status).toBe(200));
      const big = { ...event('big'), event_properties: { note: Array.from({ length: 30 }, () => 'x'.repeat(1_000)) } };
      await call(rig, big);
      expect((await call(rig, big)).status).toBe(503);
    });
    await withRig({ published: false }, async (rig) => expect((await call(rig, event('a'))).status).toBe(503));
  });
});
