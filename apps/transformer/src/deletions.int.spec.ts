import {
  decode,
  encode,
  linkDeletions,
  outcomeDeletions,
  receivedDeletions,
  type DeletionAsk,
  type LinkDeletion,
  type OutcomeDeletion,
} from '@kochava-stream/contracts';
import { anAmplitudeEvent, aSync, eventually } from '@kochava-stream/testing';
import { shards, Stage, startServers, type Servers } from './stage.spec.ts';

let servers: Servers;
let stage: Stage;
beforeAll(async () => {
  servers = await startServers();
}, 120_000);
afterAll(async () => servers?.stop());
beforeEach(async () => {
  stage = await Stage.open(servers, [aSync({})]);
  await stage.startTransformer();
});
afterEach(async () => stage?.close());

let events = 0;
const event = (device_id: string | undefined, user_id: string | undefined) =>
  anAmplitudeEvent({ device_id, user_id, idfv: `v-${device_id}`, insert_id: `deletion-${(events += 1)}` });

async function ask(round: number, given: Partial<DeletionAsk>): Promise<void> {
  for (let shard = 0; shard < shards; shard += 1) {
    const of = {
      job: 'job-1',
      ask: `${round}.t${shard}`,
      project: 'project-1',
      at: Date.now(),
      userIds: [],
      deviceIds: [],
    };
    const message = { v: 1 as const, deletions: [{ ...of, over: false, ...given }] };
    await stage.nats.js.publish(receivedDeletions.subject({ shard }), encode(receivedDeletions, message));
  }
}

async function stored<T>(stream: string, subject: string, read: (bytes: Uint8Array) => T[]): Promise<T[]> {
  const { state } = await stage.nats.jsm.streams.info(stream);
  const found: T[] = [];
  for (let seq = 1; seq <= state.last_seq; seq += 1) {
    const message = await stage.nats.jsm.streams.getMessage(stream, { seq });
    if (message?.subject.startsWith(subject)) found.push(...read(message.data));
  }
  return found;
}
const answers = () =>
  stored<OutcomeDeletion>('OUTCOMES', 'outcomes.deletions', (bytes) => [decode(outcomeDeletions, bytes)]);
const toLinker = () =>
  stored<LinkDeletion>('LINKS', 'links.deletions', (bytes) => decode(linkDeletions, bytes).deletions);
const answered = (n: number) => eventually(async () => expect(await answers()).toHaveLength(n), { timeoutMs: 15_000 });
const profiles = async () =>
  (await stage.db.query<{ body: string }>('profiles', 'SELECT body FROM profile ORDER BY body')).map(
    ({ body }) => body,
  );

it('a user goes with the devices he was seen on last; nothing of theirs is taken afterwards, and the books add up', async () => {
  await stage.upload([event('phone', 'ann'), event('lent', 'ann'), event('desk', 'bob')]);
  await stage.received(3);
  await stage.upload([event('lent', 'bob')]);
  await stage.received(4);
  await ask(1, { userIds: ['ann'] });
  await answered(shards);
  const left = (await profiles()).join('\n');
  expect(left).not.toMatch(/ann|phone/);
  expect(left).toMatch(/lent/);
  const found = (await answers()).flatMap(({ found: some }) => some.map(({ value }) => value));
  expect(new Set(found)).toEqual(new Set(['ann', 'phone', 'v-phone']));
  expect((await answers()).reduce((sum, { counts }) => sum + (counts['profiles'] ?? 0), 0)).toBe(2);
  const links = await toLinker();
  expect(links[0]).toMatchObject({ devices: [{ sync: 'sync-1', kochavaDeviceId: 'phone', always: false }] });
  expect(links[0]?.ids).toContainEqual({ sync: 'sync-1', kind: 'idfv', value: 'v-phone' });
  expect((await answers()).flatMap(({ asks }) => asks).sort()).toEqual(links.map(({ ask: each }) => each).sort());

  // His, nobody's on his device, then somebody else's on it: from then on it is hers.
  await stage.upload([event('new', 'ann'), event('phone', undefined), event(undefined, 'ann'), event('desk', 'bob')]);
  await stage.received(8);
  await stage.upload([event('phone', 'eve'), event('phone', undefined)]);
  await stage.received(10);
  const counts = await stage.counts();
  expect(counts).toMatchObject({ '- received': 10, '- dropped suppressed': 3 });
  expect((await profiles()).join('\n')).not.toContain('ann');
});

it('a device that is named itself stays out, whoever uses it, and leaves the list of its user', async () => {
  await stage.upload([event('phone', 'ann'), event('tablet', 'ann')]);
  await stage.received(2);
  await ask(1, { deviceIds: ['phone', 'never-seen'] });
  await answered(shards);
  expect((await profiles()).join('\n')).not.toContain('phone');
  await stage.upload([event('phone', 'bob'), event('never-seen', undefined), event('tablet', 'ann')]);
  await stage.received(5);
  expect(await stage.counts()).toMatchObject({ '- dropped suppressed': 2 });
});

it('asked again, and by a second round, it finds what it found, until the job is over', async () => {
  await stage.upload([event('phone', 'ann')]);
  await stage.received(1);
  await ask(1, { userIds: ['ann'] });
  await answered(shards);
  await ask(1, { userIds: ['ann'] });
  await ask(2, { userIds: ['ann'] });
  await answered(3 * shards);
  for (const { found } of (await answers()).slice(shards))
    expect(found).toContainEqual({ value: 'phone', always: false });
  const kept = () => stage.db.query<{ body: string }>('kept', 'SELECT id, body FROM deletion');
  expect(JSON.stringify(await kept())).toContain('phone');
  await ask(3, { over: true });
  await eventually(async () => expect(JSON.stringify(await kept())).not.toContain('phone'), { timeoutMs: 10_000 });
  expect(await answers()).toHaveLength(3 * shards);
});
