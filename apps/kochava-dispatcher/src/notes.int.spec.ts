import { randomUUID } from 'node:crypto';
import {
  decode,
  outcomeEnds,
  outcomeGates,
  outcomeRetries,
  outcomeSamples,
  type Contract,
  type OutcomeGates,
  type Retries,
  type Sample,
} from '@kochava-stream/contracts';
import { eventually } from '@kochava-stream/testing';
import { type TSchema } from '@sinclair/typebox';
import {
  accept,
  entry,
  fakeKochava,
  publishSync,
  send,
  startDispatcher,
  startWorld,
  type World,
} from './harness.spec.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop());

/** What is published of one contract, from now on. */
function told<S extends TSchema>(contract: Contract<S, Record<string, never>>) {
  const messages: ReturnType<typeof decode<S, Record<string, never>>>[] = [];
  world.nats.nc.subscribe(contract.subject({}), {
    callback: (_error, { data }) => void messages.push(decode(contract, data)),
  });
  return messages;
}

const samplesOf = (messages: { samples: Sample[] }[], sync: string) =>
  messages.flatMap(({ samples }) => samples).filter((sample) => sample.sync === sync);
const retriesOf = (messages: { retries: Retries[] }[], sync: string) =>
  messages.flatMap(({ retries }) => retries).filter((retry) => retry.sync === sync);
const reasonsOf = (report: OutcomeGates | undefined, sync: string) =>
  report?.gates.find((gate) => gate.sync === sync)?.closed.map(({ reason }) => reason) ?? [];

it('a retry is told by attempt, and the end says that it took more than one', async () => {
  const [ends, retries, samples] = [told(outcomeEnds), told(outcomeRetries), told(outcomeSamples)];
  const kochava = await fakeKochava((seen, response) => {
    response.statusCode = kochava.bodies().filter((body) => body === seen.body).length > 1 ? 200 : 503;
    response.end(response.statusCode === 200 ? '{"success":"1"}' : 'down for a moment');
  });
  const sync = await publishSync(world.nats, { id: 'notes-retry' });
  const running = await startDispatcher(world, kochava.url, { random: () => 0 });
  const message = randomUUID();
  await send(world.nats, sync.id, [entry(`${message}.0`), entry(`${message}.1`)]);
  await eventually(() => {
    const done = ends.flatMap((told) => told.ends).filter((end) => end.sync === sync.id);
    expect(done.flatMap(({ parts }) => parts[message] ?? []).sort()).toEqual([0, 1]);
    expect(done.flatMap(({ retried }) => retried?.[message] ?? []).sort()).toEqual([0, 1]);
    // 1 s and more until the retry: well above bucket 80.
    for (const bucket of done.flatMap(({ took }) => took?.[message] ?? [])) expect(bucket).toBeGreaterThanOrEqual(80);
  });
  const failed = retriesOf(retries, sync.id);
  expect(failed.map(({ class: reply, attempt }) => [reply, attempt])).toContainEqual(['server-error', 1]);
  expect(failed.flatMap(({ parts }) => parts[message] ?? []).sort()).toEqual([0, 1]);
  // One of two alike failures is shown, whole.
  expect(samplesOf(samples, sync.id)).toEqual([
    expect.objectContaining({
      class: 'server-error',
      attempts: 1,
      reply: { status: 503, body: 'down for a moment' },
      request: { body: expect.stringContaining(message), userAgent: 'Unknown' },
    }),
  ]);
  await running.close();
  kochava.close();
}, 30_000);

it('refused credentials are told as long as they last, with what Kochava said', async () => {
  const [gates, samples] = [told(outcomeGates), told(outcomeSamples)];
  const kochava = await fakeKochava((_seen, response) => {
    response.statusCode = 401;
    response.end('{"success":"0","error":"signature"}');
  });
  const sync = await publishSync(world.nats, { id: 'notes-refused' });
  const lane = { traffic: { credentialsTrialMs: 300 } };
  const running = await startDispatcher(world, kochava.url, { lane });
  await send(world.nats, sync.id, [entry(`${randomUUID()}.0`)]);
  await eventually(() => expect(reasonsOf(gates.at(-1), sync.id)).toEqual(['credentials-refused']));
  const since = gates.at(-1)?.gates[0]?.closed[0]?.since;
  expect(samplesOf(samples, sync.id)).toEqual([
    expect.objectContaining({ class: 'credentials-refused', reply: expect.objectContaining({ status: 401 }) }),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(gates.at(-1)?.gates[0]?.closed[0]?.since).toBe(since);
  kochava.answer = accept;
  await eventually(() => expect(reasonsOf(gates.at(-1), sync.id)).toEqual([]));
  await running.close();
  kochava.close();
}, 30_000);
