import { connect } from 'node:net';
import { type Rule } from './behaviour.ts';
import { type LedgerRow } from './ledger.ts';
import { anEvent, aLink, post } from './requests.spec-data.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.clear();
  sandbox.clearBehaviour();
});

const track = (body: unknown = anEvent()) => post(`${sandbox.url}/track/json`, body);
const link = () => post(`${sandbox.url}/v1/cpi/identityLink.php`, aLink());
const control = (method: string, path: string, body?: unknown) =>
  fetch(`${sandbox.url}/_sandbox/${path}`, body === undefined ? { method } : { method, body: JSON.stringify(body) });
const behave = async (...rules: Rule[]) => expect((await control('POST', 'behaviour', { rules })).status).toBe(200);

describe('a rule', () => {
  it('answers with its status, body and headers, as often as it says', async () => {
    await behave({ status: 429, body: 'slow down', headers: { 'Retry-After': '7' }, times: 1 });
    const reply = await fetch(`${sandbox.url}/track/json`, { method: 'POST', body: '{}' });
    expect([reply.status, reply.headers.get('retry-after'), await reply.text()]).toEqual([429, '7', 'slow down']);
    expect(await track()).toMatchObject({ status: 200 });
    expect(sandbox.requests().map(({ status, reply, flags }) => ({ status, reply, flags }))).toEqual([
      { status: 429, reply: 'slow down', flags: ['behaviour'] },
      { status: 200, reply: '{"success":"1"}', flags: [] },
    ]);
  });

  it('is for those it matches, the first one first', async () => {
    await behave(
      { match: { device: 'd-2' }, status: 500 },
      { match: { path: 'link' }, status: 501 },
      { match: { path: '/track/json', app: 'koother' }, status: 502 },
      { match: { device: 'BCCE52E7-03EE-321A-B3D4-E57123966239', path: 'event' }, status: 503 },
    );
    const answers = [
      track(anEvent({ kochava_device_id: 'd-2' })),
      link(),
      track(anEvent({ kochava_app_id: 'koother' })),
      track(),
    ];
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([500, 501, 502, 503]);
    expect(await track(anEvent({}, { device_ids: { adid: 'x' } }))).toMatchObject({ status: 200 });
  });

  it('is for what goes beyond a rate', async () => {
    await behave({ match: { overPerSecond: 5 }, status: 429 });
    const statuses: number[] = [];
    const began = performance.now();
    while (performance.now() - began < 1_000) {
      statuses.push((await track()).status);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const accepted = statuses.filter((status) => status === 200).length;
    // A second's worth at once, and what comes in one.
    expect(accepted).toBeGreaterThanOrEqual(9);
    expect(accepted).toBeLessThanOrEqual(11);
    expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });

  it('hits its share, the same requests for the same seed', async () => {
    const round = async (seed: number): Promise<number[]> => {
      sandbox.clearBehaviour();
      sandbox.behave([{ match: { share: 0.3 }, status: 503 }], seed);
      const statuses: number[] = [];
      for (let n = 0; n < 200; n += 1) statuses.push((await track()).status);
      return statuses;
    };
    const first = await round(7);
    expect(await round(7)).toEqual(first);
    expect(await round(8)).not.toEqual(first);
    const failed = first.filter((status) => status === 503).length;
    expect(failed).toBeGreaterThan(40);
    expect(failed).toBeLessThan(80);
  });

  it('cuts before processing, or after', async () => {
    await behave({ reset: 'before', times: 1 }, { reset: 'after', times: 1 });
    await expect(track()).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    });
    await expect(track()).rejects.toThrow();
    expect(await track()).toMatchObject({ status: 200 });
    expect(sandbox.requests()).toMatchObject([
      { status: 0, accepted: false, endedAt: null, flags: ['behaviour'] },
      { status: 0, accepted: true, endedAt: null, flags: ['behaviour'] },
      { status: 200, accepted: true, flags: ['duplicate-body'] },
    ]);
  });

  it('delays, sends byte by byte, or sends a lot', async () => {
    await behave(
      { delayMs: 150, times: 1 },
      { slowBody: 10, times: 1 },
      { bodyBytes: 1_000_000, status: 500, times: 1 },
    );
    for (const atLeast of [150, 150]) {
      const start = performance.now();
      expect(await track()).toEqual({ status: 200, body: { success: '1' } });
      expect(performance.now() - start).toBeGreaterThan(atLeast - 5);
    }
    const reply = await fetch(`${sandbox.url}/track/json`, { method: 'POST', body: '{}' });
    expect((await reply.arrayBuffer()).byteLength).toBe(1_000_000);
  });

  it('never ends the head of its answer', async () => {
    await behave({ endlessHead: true, times: 1 }, { endlessHead: 20, times: 1 });
    await expect(track()).rejects.toMatchObject({ cause: { code: 'UND_ERR_HEADERS_OVERFLOW' } });
    const began = performance.now();
    const request = { method: 'POST', body: JSON.stringify(anEvent()), signal: AbortSignal.timeout(200) };
    await expect(fetch(`${sandbox.url}/track/json`, request)).rejects.toThrow();
    expect(performance.now() - began).toBeGreaterThan(190);
    while (sandbox.requests().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const [, slow] = sandbox.requests();
    expect(slow).toMatchObject({ accepted: false, endedAt: null });
    expect(Number(slow?.overAt) - Number(slow?.at)).toBeGreaterThan(150);
  });

  it('packs a lot into little', async () => {
    await behave({ status: 500, gzip: true, body: 'no', bodyBytes: 20_000_001, times: 1 });
    const { port } = sandbox;
    const head = 'POST /track/json HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}';
    const socket = connect(port, '127.0.0.1', () => socket.write(head));
    let came = 0;
    for await (const bytes of socket) came += (bytes as Buffer).length;
    expect(came).toBeLessThan(100_000);
    await behave({ status: 500, gzip: true, body: 'no', bodyBytes: 20_000_001 });
    const reply = await fetch(`${sandbox.url}/track/json`, { method: 'POST', body: '{}' });
    expect((await reply.arrayBuffer()).byteLength).toBe(20_000_001);
  });

  it('hits the same bodies each time', async () => {
    await behave({ match: { shareOfBodies: 0.3 }, status: 503 });
    const round = async (): Promise<number[]> => {
      const statuses: number[] = [];
      for (let n = 0; n < 100; n += 1) statuses.push((await track(anEvent({ kochava_device_id: `d-${n}` }))).status);
      return statuses;
    };
    const first = await round();
    expect(await round()).toEqual(first);
    const failed = first.filter((status) => status === 503).length;
    expect(failed).toBeGreaterThan(15);
    expect(failed).toBeLessThan(45);
  });

  it('ends with the sender that does not wait', async () => {
    await behave({ delayMs: 60_000 });
    const impatient = fetch(`${sandbox.url}/track/json`, {
      method: 'POST',
      body: '{}',
      signal: AbortSignal.timeout(50),
    });
    await expect(impatient).rejects.toThrow();
    while (sandbox.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sandbox.requests()).toMatchObject([{ endedAt: null }]);
  });

  it.each<[string, unknown]>([
    ['rules', {}],
    ['rules[0].statuss', { rules: [{ statuss: 500 }] }],
    ['rules[0].match.share', { rules: [{ match: { share: 2 } }] }],
    ['rules[1].reset', { rules: [{}, { reset: true }] }],
    ['rules[0].endlessHead', { rules: [{ endlessHead: 0 }] }],
    ['seed', { rules: [], seed: 'x' }],
  ])('with a fault in %s is refused', async (field, body) => {
    const reply = await control('POST', 'behaviour', body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ error: expect.stringMatching(`^${field.replace(/[[\]]/g, '\\$&')}:`) });
  });

  it('is shown, with its use, until it is deleted', async () => {
    await behave({ status: 503 });
    await track();
    expect(await (await control('GET', 'behaviour')).json()).toEqual({
      rules: [{ id: expect.any(Number), status: 503, used: 1 }],
    });
    await control('DELETE', 'behaviour');
    expect(await track()).toMatchObject({ status: 200 });
  });
});

describe('the ledger over HTTP', () => {
  const rows = async (query = ''): Promise<LedgerRow[]> =>
    (await (await control('GET', `requests${query}`)).json()) as LedgerRow[];

  it('gives what came since, and forgets when told', async () => {
    expect(await rows()).toEqual([]);
    for (let n = 0; n < 3; n += 1) await track();
    expect(await rows()).toEqual(JSON.parse(JSON.stringify(sandbox.requests())));
    expect((await rows('?since=1')).map(({ n }) => n)).toEqual([2, 3]);
    expect((await rows('?since=1&limit=1')).map(({ n }) => n)).toEqual([2]);
    expect((await control('GET', 'requests?since=x')).status).toBe(400);
    await control('DELETE', 'requests');
    expect(await rows()).toEqual([]);
    await link();
    expect((await rows())[0]?.violations).toEqual([]);
    await control('DELETE', 'requests?devices=true');
    await link();
    expect((await rows())[0]?.violations).toMatchObject([{ name: 'identity-before-data' }]);
  });

  it('counts, and knows apps that are added', async () => {
    await control('POST', 'apps', { apps: [{ appGuid: 'kosigned', auth: { apiKey: 'k', apiSecret: 's' } }] });
    expect(await track(anEvent({ kochava_app_id: 'kosigned' }))).toMatchObject({ status: 401 });
    const apps = await (await control('GET', 'apps')).text();
    expect(JSON.parse(apps)).toEqual({ apps: [{ appGuid: 'kosigned', authentication: 'strict', paid: true }] });
    await track();
    expect(await (await control('GET', 'status')).json()).toMatchObject({
      last: 2,
      dropped: 0,
      accepted: { event: 1, link: 0 },
      violations: { 'signature-missing': 1 },
    });
  });

  it('answers in JSON whatever is asked', async () => {
    for (const [method, path] of [
      ['GET', 'nothing'],
      ['PUT', 'requests'],
      ['GET', 'devices'],
    ] as const) {
      const reply = await control(method, path);
      expect([400, 404]).toContain(reply.status);
      expect(await reply.json()).toHaveProperty('error');
    }
    const socket = connect(sandbox.port, '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
    const text = await new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(String(bytes))));
    expect(text).toMatch(/^HTTP\/1.1 400 .*"success":"0"/s);
    socket.destroy();
  });
});

it('says which variable chooses the port when it is taken', async () => {
  const second = startSandbox({ port: sandbox.port, portVariable: 'SANDBOX_PORT' });
  await expect(second).rejects.toThrow(`port ${sandbox.port} for the Kochava sandbox is taken: set SANDBOX_PORT`);
});
