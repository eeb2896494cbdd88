import { eventually } from '@kochava-stream/testing';
import { apiKey, rawConnection, withRig } from './ingest-rig.spec.ts';

const body = JSON.stringify({ api_key: apiKey, events: [{ event_type: 'open', device_id: 'device-1' }] });
const head = (length: number) => `POST /2/httpapi HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n`;
const request = `${head(body.length)}\r\n${body}`;

async function timed<T>(work: Promise<T>): Promise<{ result: T; tookMs: number }> {
  const began = performance.now();
  const result = await work;
  return { result, tookMs: performance.now() - began };
}

describe('connections', () => {
  it.concurrent('closing: answers what was begun, keeps no connection, and leaves', async () => {
    await withRig({}, async (rig) => {
      const busy = rawConnection(rig.service.port);
      const idle = rawConnection(rig.service.port);
      await rig.server.kill('SIGSTOP');
      busy.socket.write(request);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const closing = timed(rig.service.close());
      const ready = await fetch(`${rig.service.url}/readyz`);
      expect(ready.status).toBe(503);
      expect(await ready.text()).toContain('shutting down');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await expect(fetch(`${rig.service.url}/readyz`)).rejects.toThrow();
      await rig.server.kill('SIGCONT');
      expect(await busy.answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*"events_ingested":1/i);
      expect(await idle.answer).toBe('');
      expect((await closing).tookMs).toBeLessThan(5_000);
      await eventually(() => expect(rig.stored.events()).toHaveLength(1));
    });
  });

  it.concurrent('closing: takes what arrives while it says goodbye', async () => {
    await withRig({}, async (rig) => {
      const { socket, answer } = rawConnection(rig.service.port);
      socket.write(request);
      await eventually(() => expect(rig.stored.events()).toHaveLength(1));
      const closing = rig.service.close();
      socket.write(request);
      expect((await answer).match(/connection: \S+/gi)).toEqual(['Connection: keep-alive', 'connection: close']);
      await closing;
      await eventually(() => expect(rig.stored.events()).toHaveLength(2));
    });
  });

  it.concurrent(
    'closing: leaves idle connections to their clients for a while, and goes when there are none',
    async () => {
      await withRig({ env: { DRAIN_MS: 20_000 } }, async (rig) => {
        const { socket, answer } = rawConnection(rig.service.port);
        socket.write(request);
        await eventually(() => expect(rig.stored.events()).toHaveLength(1));
        const closing = timed(rig.service.close());
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        socket.write(request);
        expect((await answer).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
        expect((await closing).tookMs).toBeLessThan(8_000);
        await eventually(() => expect(rig.stored.events()).toHaveLength(2));
      });
    },
  );

  it.concurrent('closing: ends within 10 s although a client never ends its request and NATS is gone', async () => {
    await withRig({}, async (rig) => {
      const slow = rawConnection(rig.service.port);
      slow.socket.write(`${head(100)}\r\n{`);
      const halfHead = rawConnection(rig.service.port);
      halfHead.socket.write('POST /2/httpapi HTTP/1.1\r\nhost: x\r\n');
      await rig.server.kill();
      const waiting = rawConnection(rig.service.port);
      waiting.socket.write(request);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await timed(rig.service.close())).tookMs).toBeLessThan(9_500);
      expect(await waiting.answer).toContain('"throttled_events":[0]');
    });
  });

  it.concurrent(
    'cuts off slow clients: 10 s for the head, 15 s for the whole; others are served meanwhile',
    async () => {
      await withRig({}, async (rig) => {
        const slowHead = rawConnection(rig.service.port);
        const slowBody = rawConnection(rig.service.port);
        slowBody.socket.write(`${head(body.length)}\r\n`);
        let sent = 0;
        const drip = setInterval(() => {
          slowHead.socket.write(sent === 0 ? 'POST /2/httpapi HTTP/1.1\r\n' : `x-${sent}: 1\r\n`);
          slowBody.socket.write(body[sent] ?? '');
          sent += 1;
        }, 500);
        const ends = Promise.all([timed(slowHead.answer), timed(slowBody.answer)]);
        expect((await rig.post('/2/httpapi', body)).status).toBe(200);
        const [byHead, byBody] = await ends;
        clearInterval(drip);
        for (const { result } of [byHead, byBody]) expect(result).toContain('{"code":408,"error":"Request Timeout"}');
        expect(byHead.tookMs).toBeLessThan(13_000);
        expect(byBody.tookMs).toBeLessThan(18_000);
        expect(byBody.tookMs).toBeGreaterThan(14_000);
      });
    },
  );
});
