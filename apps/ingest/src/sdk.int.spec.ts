import { createInstance } from '@amplitude/analytics-node';
import { eventually } from '@kochava-stream/testing';
import { apiKey, publishConfig, withRig, type Rig } from './ingest-rig.spec.ts';

type NodeOptions = NonNullable<Parameters<ReturnType<typeof createInstance>['init']>[1]>;

/** The official SDK, unmodified; only quicker to send than its 10 s. */
async function sdkFor(rig: Rig, options: NodeOptions = {}, key = apiKey) {
  const client = createInstance();
  const serverUrl = `${rig.service.url}/2/httpapi`;
  await client.init(key, { serverUrl, flushIntervalMillis: 200, logLevel: 0, ...options }).promise;
  return client;
}

const at = (device: string, n: number) => ({ device_id: device, insert_id: `${device}-${n}` });

function storedIds(rig: Rig): unknown[] {
  return rig.stored.events().map((event) => event.insert_id);
}

describe("the official Node SDK's reactions", () => {
  it.concurrent('200: events and identifies are stored', async () => {
    await withRig({}, async (rig) => {
      const client = await sdkFor(rig);
      const results = await Promise.all([
        client.track('open', { n: 1 }, at('device-1', 1)).promise,
        client.setGroup('org', 'acme', at('device-1', 2)).promise,
        client.track('close', undefined, at('device-1', 3)).promise,
      ]);
      expect(results.map(({ code }) => code)).toEqual([200, 200, 200]);
      await eventually(() => expect(storedIds(rig)).toEqual(['device-1-1', 'device-1-2', 'device-1-3']));
      expect(rig.stored.events()[0]).toMatchObject({ event_type: 'open', event_properties: { n: 1 } });
    });
  });

  it.concurrent(
    '429: every event is kept for 30 s and delivered then',
    async () => {
      await withRig({ env: { ACCEPT_DEADLINE_MS: 500 } }, async (rig) => {
        const client = await sdkFor(rig);
        await rig.server.kill();
        const began = performance.now();
        const results = [1, 2, 3].map((n) => client.track('open', undefined, at('device-1', n)).promise);
        await eventually(async () => {
          const metrics = await (await fetch(`${rig.service.url}/metrics`)).text();
          expect(metrics).toContain(
            'kochava_stream_ingest_uploads_total{route="httpapi",code="429",service="ingest"} 1',
          );
        });
        await rig.server.restart();
        expect((await Promise.all(results)).map(({ code }) => code)).toEqual([200, 200, 200]);
        expect(performance.now() - began).toBeGreaterThan(29_000);
        await eventually(() => expect(storedIds(rig)).toEqual(['device-1-1', 'device-1-2', 'device-1-3']));
      });
    },
    60_000,
  );

  it.concurrent('503: events are kept and delivered when the keys are known', async () => {
    await withRig({ published: false }, async (rig) => {
      const client = await sdkFor(rig);
      const results = [1, 2].map((n) => client.track('open', undefined, at('device-1', n)).promise);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(storedIds(rig)).toEqual([]);
      await publishConfig(rig.nats);
      expect((await Promise.all(results)).map(({ code }) => code)).toEqual([200, 200]);
      await eventually(() => expect(storedIds(rig)).toEqual(['device-1-1', 'device-1-2']));
    });
  });

  it.concurrent('400: only the bad events are dropped', async () => {
    await withRig({}, async (rig) => {
      const client = await sdkFor(rig);
      const notATime = 'yesterday' as unknown as number;
      const results = await Promise.all([
        client.track('open', undefined, at('device-1', 1)).promise,
        client.track('open', undefined, { ...at('device-1', 2), time: notATime }).promise,
        client.track('open', undefined, { ...at('device-1', 3), user_id: 'abc' }).promise,
        client.track('open', undefined, at('device-1', 4)).promise,
      ]);
      expect(results.map(({ code }) => code)).toEqual([200, 400, 400, 200]);
      await eventually(() => expect(storedIds(rig)).toEqual(['device-1-1', 'device-1-4']));
    });
  });

  it.concurrent('413: the upload is split until it fits', async () => {
    await withRig({}, async (rig) => {
      const client = await sdkFor(rig);
      const text = Array.from({ length: 300 }, () => 'x'.repeat(1000));
      const numbers = Array.from({ length: 8 }, (_, n) => n);
      const results = await Promise.all(numbers.map((n) => client.track('open', { text }, at('device-1', n)).promise));
      expect(results.map(({ code }) => code)).toEqual(numbers.map(() => 200));
      // How it splits is the SDK's affair, and so is the order in which it resends.
      await eventually(() => expect(storedIds(rig).sort()).toEqual(numbers.map((n) => `device-1-${n}`)));
    });
  });

  it.concurrent(
    'an unknown key: everything is dropped, which is why it is said only when all keys are known',
    async () => {
      await withRig({}, async (rig) => {
        const client = await sdkFor(rig, {}, 'nobody');
        const result = await client.track('open', undefined, at('device-1', 1)).promise;
        expect(result).toMatchObject({ code: 400, message: 'Invalid API key: nobody' });
        expect(storedIds(rig)).toEqual([]);
      });
    },
  );
});
