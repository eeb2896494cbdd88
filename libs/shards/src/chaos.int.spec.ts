import { eventually } from '@kochava-stream/testing';
import { Gate, handle, Stage, startServers, type Actor, type Item, type Servers } from './stage.spec.ts';

/** Another seed, another order of accidents: `SPEC_SEED=7 npx nx int shards`. */
const seed = Number(process.env['SPEC_SEED'] ?? Date.now() % 100_000);
const accidents = Number(process.env['SPEC_ACCIDENTS'] ?? 8);
const all = [0, 1, 2, 3];

let servers: Servers;
let stage: Stage;

beforeAll(async () => {
  servers = await startServers();
  stage = await Stage.open(servers);
  await stage.db.execute('counter', 'CREATE TABLE counter (subject text PRIMARY KEY, n integer NOT NULL)');
}, 120_000);
afterAll(async () => {
  await stage.close();
  await servers.stop();
}, 60_000);

/** mulberry32 */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Sent {
  readonly good: number[];
  readonly bad: string[];
}

/** Publishes numbers to a shard until it is stopped; each is stored once, however often it is tried. */
async function feed(shard: number, sent: Sent, on: { random: () => number; stopped: () => boolean }): Promise<void> {
  for (let n = 1; !on.stopped(); n += 1) {
    const dice = on.random();
    const text = dice < 0.005 ? `not json ${shard} ${n}` : JSON.stringify(dice < 0.01 ? { n, harm: 'data' } : { n });
    for (let stored = false; !stored;) {
      stored = await stage.nats.js
        .publish(`received.events.${shard}`, text, { msgID: `${shard}.${n}`, timeout: 1_000 })
        .then(
          () => true,
          () => sleep(50).then(() => false),
        );
    }
    (dice < 0.01 ? sent.bad : sent.good).push((dice < 0.01 ? text : n) as never);
    if (n % 5 === 0) await sleep(on.random() * 20);
  }
}

interface Running extends Actor {
  readonly gate: Gate;
}

async function start(): Promise<Running> {
  const gate = new Gate();
  const actor = await stage.act({
    frozenBy: gate,
    maxBatch: 50,
    handle: async (batch, tx, context) => {
      await tx.execute(
        'count',
        `INSERT INTO counter (subject, n) SELECT subject, count(*) FROM unnest($1::text[]) AS s (subject) GROUP BY subject ORDER BY subject
         ON CONFLICT (subject) DO UPDATE SET n = counter.n + excluded.n`,
        [batch.map(({ subject }: Item) => subject)],
      );
      return await handle(batch, { tx, owner: 'x', newId: context.newId });
    },
  });
  return { ...actor, gate };
}

it(`changes the state exactly once whatever happens to servers and workers (seed ${seed})`, async () => {
  const random = randomFrom(seed);
  const sent: Sent[] = all.map(() => ({ good: [], bad: [] }));
  let stopped = false;
  const feeding = Promise.all(
    all.map((shard) =>
      feed(shard, sent[shard] ?? { good: [], bad: [] }, { random: randomFrom(seed + shard), stopped: () => stopped }),
    ),
  );
  const workers = [await start(), await start()];
  const someone = () => workers.splice(Math.floor(random() * workers.length), 1)[0];
  const dead: Running[] = [];
  const happenings: readonly (() => Promise<void>)[] = [
    () => servers.nats.restart(),
    () => servers.postgres.restart(),
    async () => {
      await servers.nats.kill('SIGKILL');
      await sleep(500);
      await servers.nats.restart();
    },
    async () => {
      await servers.postgres.kill('SIGKILL');
      await sleep(500);
      await servers.postgres.restart();
    },
    // A process that stands still for longer than its lease, and goes on.
    async () => {
      const one = workers[0];
      one?.gate.shut();
      await sleep(1_500);
      one?.gate.open();
    },
    // An orderly end.
    async () => {
      await someone()?.worker.close();
      workers.push(await start());
    },
    // A process that is gone from one moment to the next.
    async () => {
      const one = someone();
      one?.gate.shut();
      if (one !== undefined) dead.push(one);
      workers.push(await start());
    },
  ];
  for (let n = 0; n < accidents; n += 1) {
    await sleep(300 + random() * 700);
    await happenings[Math.floor(random() * happenings.length)]?.();
  }
  stopped = true;
  await feeding;

  await stage.expectNumbers(Object.fromEntries(all.map((shard) => [shard, sent[shard]?.good ?? []])), 40_000);
  const counted = await stage.db.query<{ subject: string; n: number }>(
    'read',
    'SELECT * FROM counter ORDER BY subject',
  );
  expect(counted).toEqual(all.map((shard) => ({ subject: `received.events.${shard}`, n: sent[shard]?.good.length })));
  await eventually(async () => expect(await stage.outbox()).toBe(0), { timeoutMs: 20_000 });
  for (const shard of all) expect(await stage.links(shard)).toEqual(sent[shard]?.good);
  const letters = (await stage.stored('DEAD')).map(({ body }) =>
    Buffer.from((JSON.parse(body.payload) as { bytes: string }).bytes, 'base64').toString(),
  );
  expect(letters.sort()).toEqual(sent.flatMap(({ bad }) => bad).sort());
  for (const { gate } of dead) gate.open();
}, 150_000);
