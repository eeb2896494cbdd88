import { eventually } from '@kochava-stream/testing';
import { apiKey, post, publishConfig, testEnv, withRig } from './ingest-rig.spec.ts';
import { startIngest } from './start.ts';

const open = (device: string, extra: object = {}) => ({ event_type: 'open', device_id: device, ...extra });
const upload = (...events: unknown[]) => ({ api_key: apiKey, events });
const numbered = (count: number) => Array.from({ length: count }, (_, n) => open(`device-${n % 20}`, { n }));

/** An answer that makes SDKs keep every event. */
function expectThrottled(answer: { status: number; text: string }, events: number): void {
  const body = JSON.parse(answer.text) as Record<string, unknown>;
  expect(answer.status).toBe(429);
  expect(body).toMatchObject({ code: 429, eps_threshold: expect.any(Number) as number });
  expect(body['throttled_events']).toEqual(Array.from({ length: events }, (_, n) => n));
}

async function timed<T>(work: Promise<T>): Promise<{ result: T; tookMs: number }> {
  const began = performance.now();
  const result = await work;
  return { result, tookMs: performance.now() - began };
}

async function waitingBytes(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^kochava_stream_ingest_waiting_bytes.* (\d+)$/m.exec(metrics)?.[1]);
}

describe('when the broker does not store', () => {
  it.concurrent(
    'NATS killed in the middle: 429 with every index within 8 s, and 200 again when it is back',
    async () => {
      await withRig({}, async (rig) => {
        expect((await rig.post('/2/httpapi', upload(open('device-1')))).status).toBe(200);
        await rig.server.kill('SIGSTOP');
        const pending = timed(rig.post('/2/httpapi', upload(...numbered(50))));
        await new Promise((resolve) => setTimeout(resolve, 500));
        await rig.server.kill('SIGKILL');
        const { result, tookMs } = await pending;
        expectThrottled(result, 50);
        expect(tookMs).toBeGreaterThan(7_000);
        expect(tookMs).toBeLessThan(8_000);
        expect((await fetch(`${rig.service.url}/readyz`)).status).toBe(503);
        await rig.server.restart();
        await eventually(async () => {
          expect((await rig.post('/2/httpapi', upload(open('device-1')))).status).toBe(200);
        });
        await eventually(async () => expect((await fetch(`${rig.service.url}/readyz`)).status).toBe(200));
      });
    },
  );

  it.concurrent(
    'nothing is answered 200 before it is stored, and a pause of the broker loses and doubles nothing',
    async () => {
      await withRig({}, async (rig) => {
        await rig.server.kill('SIGSTOP');
        const uploads = Array.from({ length: 20 }, (_, n) =>
          rig.post('/2/httpapi', upload(open(`device-${n}`, { n }))),
        );
        const first = await Promise.race([...uploads, new Promise((resolve) => setTimeout(resolve, 3_000, 'none'))]);
        expect(first).toBe('none');
        await rig.server.kill('SIGCONT');
        for (const { status } of await Promise.all(uploads)) expect(status).toBe(200);
        await eventually(() => expect(rig.stored.events()).toHaveLength(20));
      });
    },
  );

  it.concurrent('the stream is full: 429', async () => {
    await withRig({ streamBytes: 2 * 1024 * 1024, env: { ACCEPT_DEADLINE_MS: 1_000 } }, async (rig) => {
      const text = Array.from({ length: 300 }, () => 'x'.repeat(1000));
      const large = () => rig.post('/batch', upload(open('device-1', { text }), open('device-1', { text })));
      const answers = [];
      for (let n = 0; n < 6; n += 1) answers.push(await large());
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429, 429]);
      expectThrottled(answers.at(-1) ?? { status: 0, text: '{}' }, 2);
    });
  });

  it.concurrent('what waits is bounded: above it 429 at once', async () => {
    const deadline = 20_000;
    await withRig({ env: { MAX_WAITING_BYTES: 1024 * 1024, ACCEPT_DEADLINE_MS: deadline } }, async (rig) => {
      await rig.server.kill('SIGSTOP');
      const text = Array.from({ length: 400 }, () => 'x'.repeat(1000));
      const waiting: Promise<{ status: number }>[] = [];
      // One after the other: while bodies are read they need room as well, and without it the answer is 503.
      for (const n of [1, 2]) {
        waiting.push(rig.post('/batch', upload(open(`device-${n}`, { text }))));
        await eventually(async () => expect(await waitingBytes(rig.service.url)).toBeGreaterThan(n * 400_000));
      }
      const { result, tookMs } = await timed(rig.post('/batch', upload(open('device-3', { text }))));
      await rig.server.kill('SIGCONT');
      expectThrottled(result, 1);
      expect(tookMs).toBeLessThan(deadline / 2);
      expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
      await eventually(async () => expect((await rig.post('/2/httpapi', upload(open('device-3')))).status).toBe(200));
    });
  });
});

describe('while the keys are not known', () => {
  it.concurrent('503, never "Invalid API key", until the configuration has been published', async () => {
    await withRig({ published: false }, async (rig) => {
      const unavailable = { status: 503, text: '{"code":503,"error":"Service Unavailable"}' };
      for (const body of [upload(open('device-1')), { api_key: 'nobody', events: [] }]) {
        expect(await rig.post('/2/httpapi', body)).toMatchObject(unavailable);
      }
      expect(await (await fetch(`${rig.service.url}/readyz`)).json()).toMatchObject({
        checks: { configuration: 'never published' },
      });
      await publishConfig(rig.nats);
      await eventually(async () => expect((await rig.post('/2/httpapi', upload(open('device-1')))).status).toBe(200));
      expect((await rig.post('/2/httpapi', { api_key: 'nobody', events: [] })).text).toContain(
        'Invalid API key: nobody',
      );
    });
  });

  it.concurrent('503 while NATS has not been reached since the start; then 200', async () => {
    await withRig({}, async (rig) => {
      await rig.server.kill();
      const late = await startIngest(testEnv(rig.server.url));
      try {
        expect((await post(`${late.url}/2/httpapi`, upload(open('device-1')))).status).toBe(503);
        await rig.server.restart();
        await eventually(async () => {
          expect((await post(`${late.url}/2/httpapi`, upload(open('device-1')))).status).toBe(200);
        });
      } finally {
        await late.close();
      }
    });
  });

  it.concurrent('503 when the streams were made for another number of shards', async () => {
    await withRig({ env: { SHARDS: 8 } }, async (rig) => {
      expect((await rig.post('/2/httpapi', upload(open('device-1')))).status).toBe(503);
      expect(await (await fetch(`${rig.service.url}/readyz`)).text()).toContain('provisioned with 4');
    });
  });
});
