import { streams } from '@kochava-stream/contracts';
import { horizonMs } from '@kochava-stream/domain/delivery';
import { createLogger } from '@kochava-stream/observability';
import { eventually, startTestNats, type TestNats } from '@kochava-stream/testing';
import { connectNats, type Nats } from './connect.ts';
import { consumeDurable } from './durable-consumer.ts';
import { provision } from './provision.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

let server: TestNats;
let nats: Nats;
beforeAll(async () => {
  server = await startTestNats();
  nats = await connectNats({ servers: server.url, name: 'test', logger });
});
afterAll(async () => {
  await nats.close();
  await server.stop();
});

describe('T4: nothing ages out unseen', () => {
  it('every stream keeps its messages a day longer than the horizon after which they are dead letters', async () => {
    await provision(nats, { shards: 4, replicas: 1 });
    const day = 24 * 3_600_000;
    expect(horizonMs).toBe(3 * day);
    for (const { name } of streams) {
      const { config } = await nats.jsm.streams.info(name);
      expect(config.max_age / 1e6).toBeGreaterThanOrEqual(horizonMs + day);
      expect(config.discard).toBe('new');
    }
  });

  it('the trap itself: a message that waits for its retry longer than max_age is gone without a trace', async () => {
    await nats.jsm.streams.add({ name: 'SHORT', subjects: ['short'], max_age: 1_000e6, duplicate_window: 500e6 });
    await nats.jsm.consumers.add('SHORT', { durable_name: 'late', ack_policy: 'explicit' });
    await nats.js.publish('short', 'x');
    let deliveries = 0;
    const consumer = consumeDurable(nats, {
      // Not one of ours: only this test has a stream that forgets.
      stream: 'SHORT' as 'DISPATCH',
      consumer: 'late',
      logger,
      handle: async () => ((deliveries += 1), { retryAfterMs: 2_000 }),
    });
    await eventually(() => expect(deliveries).toBe(1));
    await eventually(async () => expect((await nats.jsm.streams.info('SHORT')).state.messages).toBe(0));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const info = await nats.jsm.consumers.info('SHORT', 'late');
    expect([deliveries, info.num_pending, info.num_ack_pending]).toEqual([1, 0, 0]);
    expect((await nats.jsm.streams.info('DEAD')).state.messages).toBe(0);
    await consumer.close();
  });
});
