import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import {
  deadLetters,
  decode,
  dispatchEvents,
  dispatchRetry,
  kvKeys,
  outcomeEnds,
  outcomes,
  type DeadLetter,
  type DispatchEntry,
  type DispatchRetry,
  type Outcome,
  type SyncConfig,
} from '@kochava-stream/contracts';
import { connectNats, ensureSyncConsumers, provision, publish, putConfig, type Nats } from '@kochava-stream/messaging';
import { createLogger, Health, Metrics, Tracing } from '@kochava-stream/observability';
import { aDispatchEntry, aSync, startTestNats, type TestNats } from '@kochava-stream/testing';
import { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import { EarlierOutcomes } from './earlier/earlier-outcomes.ts';
import { KochavaClient } from './kochava/kochava-client.ts';
import { Publisher } from './publish/publisher.ts';
import { readKeyRing } from './secrets.ts';
import { DispatchMetrics } from './sync/metrics.ts';

export const silent = createLogger({ service: 'test', level: 'silent' });
export const shards = 2;

export interface Seen {
  readonly at: number;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export type Answer = (seen: Seen, response: ServerResponse, request: IncomingMessage) => void;

export const accept: Answer = (_seen, response) => response.end('{"success":"1"}');

/** A far end that does what a test says; remembers what it got. */
export async function fakeKochava(answer: Answer = accept) {
  const seen: Seen[] = [];
  const fake = { seen, answer, bodies: () => seen.map(({ body }) => body), url: '', close: () => {} };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const got = {
        at: Date.now(),
        path: request.url ?? '',
        body: Buffer.concat(chunks).toString(),
        headers: request.headers,
      };
      seen.push(got);
      fake.answer(got, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return fake;
}

/** A thrown error in a subscription ends the connection; some specs publish what is no message. */
const brace = '{'.charCodeAt(0);

export interface World {
  readonly server: TestNats;
  readonly nats: Nats;
  readonly outcomes: Outcome[];
  readonly dead: DeadLetter[];
  readonly retries: DispatchRetry[];
  stop(): Promise<void>;
}

/** Outcomes with their details; what the books are told is looked for in the stream. */
const detailed = /^outcomes\.\d+$/;
const ends = outcomeEnds.subject({});

/** A provisioned nats-server of its own, and everything that is published about dispatches. */
export async function startWorld(): Promise<World> {
  const server = await startTestNats();
  const nats = await connectNats({ servers: server.url, name: 'test', logger: silent });
  await provision(nats, { shards, replicas: 1 });
  const world: World = {
    ...{ server, nats, outcomes: [], dead: [], retries: [] },
    async stop() {
      await nats.close();
      await server.stop();
    },
  };
  nats.nc.subscribe('outcomes.*', {
    callback: (_error, { subject, data }) => {
      if (detailed.test(subject)) world.outcomes.push(...decode(outcomes, data).outcomes);
    },
  });
  nats.nc.subscribe('dead.*', { callback: (_error, { data }) => void world.dead.push(decode(deadLetters, data)) });
  nats.nc.subscribe('dispatch.*.retry', {
    callback: (_error, { data }) => {
      if (data[0] === brace) world.retries.push(decode(dispatchRetry, data));
    },
  });
  return world;
}

export type Overrides = Partial<DispatcherOptions> & { totalMs?: number; natsUrl?: string };

/** A dispatcher as `start.ts` wires it, with what a test wants otherwise. */
export async function startDispatcher(world: World, url: string, overrides: Overrides = {}) {
  const nats = await connectNats({ servers: world.server.url, name: 'kochava-dispatcher', logger: silent });
  const client = new KochavaClient({
    target: { origin: url, lookup: undefined },
    maxConnections: overrides.maxConnections ?? 100,
    totalMs: overrides.totalMs ?? 2_000,
  });
  const metrics = new Metrics('kochava-dispatcher');
  const health = new Health();
  const tracing = new Tracing();
  const publisher = new Publisher(nats, { shards, newId: randomUUID, now: Date.now, tracing });
  const dispatcher = await Dispatcher.open({
    ...{ nats, client, publisher, health, tracing, maxConnections: 100, logger: silent },
    server: new URL(url).hostname,
    earlier: new EarlierOutcomes(nats, { shards, logger: silent, now: Date.now }),
    metrics: new DispatchMetrics(metrics),
    ring: readKeyRing({ SECRETS_KEK: '', SECRETS_KEK_FILE: '' }),
    now: Date.now,
    random: Math.random,
    ...overrides,
  });
  return {
    ...{ dispatcher, client, metrics, health, nats },
    /** As kill -9: nothing is finished, nothing is given back. */
    async crash() {
      await nats.nc.close();
      await client.close();
    },
    async close(drainMs = 3_000) {
      const cut = setTimeout(() => void client.close(), drainMs / 2);
      await dispatcher.close(drainMs);
      clearTimeout(cut);
      await publisher.close(AbortSignal.timeout(200));
      await client.close();
      await nats.close();
    },
  };
}

/** Makes a sync's consumers and publishes it, as config does. */
export async function publishSync(nats: Nats, given: Parameters<typeof aSync>[0] = {}): Promise<SyncConfig> {
  const sync = aSync(given);
  await ensureSyncConsumers(nats, sync.id, { concurrency: sync.concurrency });
  await putConfig(nats, kvKeys.sync(sync.id), sync);
  await putConfig(nats, kvKeys.ready, { v: 1 });
  return sync;
}

/** An entry whose body says which one it is. */
export function entry(id: string, given: Partial<DispatchEntry> = {}): DispatchEntry {
  return aDispatchEntry({
    id,
    body: `{"id":"${id}"}`,
    kochavaDeviceId: `device of ${id}`,
    acceptedAt: Date.now(),
    ...given,
  });
}

export async function send(nats: Nats, sync: string, entries: DispatchEntry[], kind: 'event' | 'link' = 'event') {
  const id = randomUUID();
  await publish(nats, { contract: dispatchEvents, to: { sync }, id, message: { v: 1, kind, entries } });
}

export function many(count: number, prefix: string = randomUUID()): DispatchEntry[] {
  return Array.from({ length: count }, (_, index) => entry(`${prefix}.${index}`));
}

/** Every outcome that is stored, whatever connection was lost in between. */
export async function storedOutcomes(nats: Nats): Promise<Outcome[]> {
  const messages = await stored(nats);
  return messages
    .filter(({ subject }) => detailed.test(subject))
    .flatMap(({ data }) => decode(outcomes, data).outcomes);
}

/** The ids of all entries whose end is stored. */
export async function storedEnds(nats: Nats): Promise<string[]> {
  const messages = await stored(nats);
  const told = messages.filter(({ subject }) => subject === ends).flatMap(({ data }) => decode(outcomeEnds, data).ends);
  return told.flatMap(({ parts }) =>
    Object.entries(parts).flatMap(([message, indexes]) => indexes.map((index) => `${message}.${index}`)),
  );
}

async function stored(nats: Nats): Promise<{ subject: string; data: Uint8Array }[]> {
  const consumer = await nats.js.consumers.get('OUTCOMES');
  const { num_pending } = await consumer.info();
  const messages: { subject: string; data: Uint8Array }[] = [];
  if (num_pending === 0) return messages;
  for await (const message of await consumer.fetch({ max_messages: num_pending, expires: 5_000 })) {
    messages.push(message);
    if (messages.length === num_pending) break;
  }
  return messages;
}

/** How often Kochava got each body more than once. */
export function repeats(bodies: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const body of bodies) counts.set(body, (counts.get(body) ?? 0) + 1);
  return Object.fromEntries([...counts].filter(([, count]) => count > 1));
}
