import { randomUUID } from 'node:crypto';
import { outcomeEnds } from '@kochava-stream/contracts';
import { connectNats, provision, publish, type Nats } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { startTestNats, type TestNats } from '@kochava-stream/testing';
import { EarlierOutcomes } from './earlier-outcomes.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
let server: TestNats;
let nats: Nats;
beforeAll(async () => {
  server = await startTestNats();
  nats = await connectNats({ servers: server.url, name: 'spec', logger });
  await provision(nats, { shards: 2, replicas: 1 });
}, 60_000);
afterAll(async () => {
  await nats?.close();
  await server?.stop();
});

it('what ended is found, also behind messages that nobody can read', async () => {
  const alike = { project: 'p', sync: 's', kind: 'event', outcome: 'accepted', class: 'accepted' } as const;
  const end = (parts: Record<string, number[]>) =>
    publish(nats, {
      contract: outcomeEnds,
      to: {},
      id: randomUUID(),
      message: { v: 1, ends: [{ ...alike, parts }] },
    });
  const since = Date.now() - 1_000;
  await end({ m: [0] });
  for (const broken of ['{"v":1', 'null', '{"v":1,"ends":[null]}']) await nats.js.publish('outcomes.ends', broken);
  await nats.js.publish('outcomes.1', '{"v":1,"outcomes":7}');
  await end({ m: [2] });
  const earlier = new EarlierOutcomes(nats, { shards: 2, logger, now: Date.now });
  expect([...(await earlier.find(['m.0', 'm.1', 'm.2'], since))]).toEqual(['m.0', 'm.2']);
});
