import {
  deadLetters,
  decode,
  encode,
  outcomeDeletions,
  outcomeSamples,
  receivedDeletions,
  type DeadLetter,
  type DeletionAsk,
  type OutcomeDeletion,
} from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase, type Database } from '@kochava-stream/persistence';
import { aDispatchEntry, eventually } from '@kochava-stream/testing';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';

let stage: ConfigStage;
let db: Database;
beforeAll(async () => {
  stage = await startConfigStage();
  db = await openDatabase({
    url: stage.databaseUrl,
    schema: 'config',
    logger: createLogger({ service: 'spec', level: 'silent' }),
  });
}, 60_000);
afterAll(async () => {
  await db?.close();
  await stage?.close();
});

const path = '/api/2/deletions/users';
const day = () => new Date().toISOString().slice(0, 10);
const jobs = async (project: string) =>
  (await stage.call('GET', `${path}?start_day=${day()}&end_day=${day()}&project=${project}`)).body;

/** What the transformer was asked for a job, in order. */
async function asked(job: string): Promise<DeletionAsk[]> {
  const { jsm } = stage.nats;
  const { state } = await jsm.streams.info('RECEIVED');
  const asks: DeletionAsk[] = [];
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
    const message = await jsm.streams.getMessage('RECEIVED', { seq });
    if (message?.subject.startsWith(receivedDeletions.name))
      asks.push(...decode(receivedDeletions, message.data).deletions);
  }
  return asks.filter((each) => each.job === job);
}

async function answer(job: string, ask: string, given: Partial<OutcomeDeletion> = {}): Promise<void> {
  const message = { v: 1 as const, job, ask, by: 'transformer' as const, asks: [], counts: { profiles: 1 }, found: [] };
  await stage.nats.js.publish(outcomeDeletions.subject({}), encode(outcomeDeletions, { ...message, ...given }));
}

/** Answers for all shards of a round, as the transformer and, where it is said, the linker. */
async function round(job: string, n: number, found: OutcomeDeletion['found'] = []): Promise<void> {
  const asks = await eventually(
    async () => {
      const now = (await asked(job)).map(({ ask }) => ask).filter((ask) => ask.startsWith(`${n}.`));
      expect(now).toHaveLength(4);
      return now;
    },
    { timeoutMs: 10_000 },
  ).then(() => [0, 1, 2, 3].map((shard) => `${n}.t${shard}`));
  // The linker is faster than the transformer's own answer.
  await answer(job, `l2.${n}.t0`, { by: 'identity-linker', counts: { 'held links': 2 }, found });
  for (const ask of asks) await answer(job, ask, ask.endsWith('t0') ? { asks: [`l2.${n}.t0`], found } : {});
  await answer(job, `${n}.t1`, { counts: { profiles: 100 } });
}

function letter(id: string, project: string, kochavaDeviceId: string, given: Partial<DeadLetter> = {}): DeadLetter {
  return {
    v: 1,
    id,
    source: 'kochava-dispatcher',
    kind: 'event',
    project,
    sync: 'sync-1',
    syncVersion: 1,
    reason: 'refused',
    detail: 'refused',
    reply: null,
    attempts: 1,
    at: Date.now(),
    payload: JSON.stringify(aDispatchEntry({ id, kochavaDeviceId })),
    ...given,
  };
}
const die = async (...letters: DeadLetter[]) => {
  for (const each of letters) await stage.nats.js.publish(deadLetters.subject(each), encode(deadLetters, each));
};
const letters = async (project: string) =>
  (
    await db.query<{ id: string }>('letters', 'SELECT id FROM dead_letter WHERE project = $1 ORDER BY id', [project])
  ).map(({ id }) => id);

it('a job asks everybody twice, looks through what config keeps, and leaves a receipt and nobody behind', async () => {
  const { id: project } = await stage.project();
  const base64 = JSON.stringify(
    Buffer.from(JSON.stringify({ uploads: [{ events: [{ user_id: 'ann' }] }] })).toString('base64'),
  );
  await die(
    letter('mine', project, 'kd-mine'),
    letter('other', project, 'kd-other'),
    letter('raw', project, 'x', { kind: 'poison', detail: 'from received.events: no', payload: base64 }),
  );
  const sample = { project, sync: 'sync-1', syncVersion: 1, kind: 'event' as const, class: 'refused', attempts: 1 };
  const of = (id: string, device: string) => {
    const request = { body: JSON.stringify({ kochava_device_id: device }), userAgent: 'Unknown' };
    return { ...sample, id, at: Date.now(), acceptedAt: Date.now(), request, reply: null };
  };
  const samples = [of('s-mine', 'kd-mine'), of('s-other', 'kd-other')] as never[];
  await stage.nats.js.publish(outcomeSamples.subject({}), encode(outcomeSamples, { v: 1, samples }));
  await eventually(async () => expect(await letters(project)).toEqual(['mine', 'other', 'raw']), { timeoutMs: 10_000 });

  const body = { user_ids: ['ann', 7], device_ids: ['phone'], requester: 'dpo@example.com', ignore_invalid_id: 'True' };
  const made = await stage.call('POST', `${path}?project=${project}`, { ...body, user_ids: ['ann', 7, 'null'] });
  expect([made.status, made.body]).toEqual([
    200,
    expect.objectContaining({
      status: 'staging',
      app: project,
      day: day(),
      amplitude_ids: [],
      user_ids: ['ann', '7'],
      device_ids: ['phone'],
      invalid_ids: ['null'],
      requester: 'dpo@example.com',
    }),
  ]);
  const { job } = made.body;
  const found = [{ value: 'kd-mine', always: false }];
  await round(job, 1, found);
  await round(job, 2, found);
  await eventually(async () => expect((await jobs(project))[0].status).toBe('done'), { timeoutMs: 10_000 });
  const [done] = await jobs(project);
  expect(done.deleted).toMatchObject({ profiles: 8, 'held links': 4, 'dead letters': 2, 'samples of failures': 1 });
  expect(done.user_ids).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(await letters(project)).toEqual(['other']);
  expect(JSON.stringify(await db.query('jobs', 'SELECT * FROM deletion_job'))).not.toMatch(/ann|phone|kd-mine/);
  const audit = (await stage.call('GET', '/api/audit?limit=50')).body;
  expect(JSON.stringify(audit)).toContain(job);
  expect(JSON.stringify(audit)).not.toMatch(/"ann"|phone|kd-mine/);
  await eventually(async () => expect((await asked(job)).filter(({ over }) => over)).toHaveLength(4));

  // What comes later is not kept; a letter of the same phone's next owner is.
  const newer = aDispatchEntry({ id: 'next', kochavaDeviceId: 'kd-mine', acceptedAt: Date.now() + 1 });
  await die(
    letter('late', project, 'kd-mine'),
    letter('next', project, 'kd-mine', { payload: JSON.stringify(newer) }),
    letter('last', project, 'kd-other'),
  );
  await eventually(async () => expect(await letters(project)).toContain('last'), { timeoutMs: 10_000 });
  expect(await letters(project)).toEqual(['last', 'next', 'other']);
});

it('a restart forgets nothing, and an answer counts once', async () => {
  const { id: project } = await stage.project();
  const { job } = (await stage.call('POST', `${path}?project=${project}`, { device_ids: ['phone'] })).body;
  await round(job, 1);
  await stage.restart();
  await round(job, 2);
  await eventually(async () => expect((await jobs(project))[0].status).toBe('done'), { timeoutMs: 20_000 });
  expect((await jobs(project))[0].deleted).toMatchObject({ profiles: 8, 'held links': 4 });
});

describe('a request', () => {
  it.each<[object, number, string]>([
    [{ amplitude_ids: [1], user_ids: ['ann'] }, 400, '/amplitude_ids'],
    [{ user_ids: ['ann', 'null'] }, 400, '/user_ids'],
    [{}, 400, '/user_ids'],
    [{ user_ids: ['ann'], delete_from_org: 'perhaps' }, 422, '/delete_from_org'],
    [
      {
        user_ids: Array.from({ length: 60 }, (_, n) => n + 1),
        device_ids: Array.from({ length: 60 }, (_, n) => `d${n}`),
      },
      400,
      '/user_ids',
    ],
  ])('%j is %i, at %s', async (body, status, field) => {
    const { id } = await stage.project();
    const answered = await stage.call('POST', `${path}?project=${id}`, body);
    expect([answered.status, answered.body.error.problems[0].field]).toEqual([status, field]);
    expect(await jobs(id)).toEqual([]);
  });

  it("names its project by Amplitude's Basic authentication, by the token, or itself; only its admin may", async () => {
    const [mine, other] = [await stage.project(), await stage.project()];
    const token = async (role: string, ...projects: string[]) => {
      const access = { installation: false, projects: Object.fromEntries(projects.map((id) => [id, role])) };
      return (await stage.call('POST', '/api/tokens', { name: 'dpo', access, expiresInDays: 1 })).body.token;
    };
    const ask = async (authorization: string, query = '') => {
      const { status, body } = await stage.call(
        'POST',
        `${path}${query}`,
        { user_ids: ['eve'] },
        { headers: { authorization } },
      );
      return status === 200 ? body.app : status;
    };
    const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const [one, both, editor] = [
      await token('admin', mine.id),
      await token('admin', mine.id, other.id),
      await token('editor', mine.id),
    ];
    expect(await ask(`Bearer ${one}`)).toBe(mine.id);
    expect(await ask(`Bearer ${both}`)).toBe(400);
    expect(await ask(basic(other.apiKey, both))).toBe(other.id);
    expect(await ask(basic(other.apiKey, one))).toBe(403);
    expect(await ask(`Bearer ${one}`, `?project=${other.id}`)).toBe(403);
    expect(await ask(`Bearer ${editor}`, `?project=${mine.id}`)).toBe(403);
    expect(await ask(`Bearer ${stage.token}`, '?project=pr_nothing')).toBe(404);
  });

  it('for the whole organisation makes a job in every project that one administers', async () => {
    const [mine, other] = [await stage.project(), await stage.project()];
    await stage.call('POST', `${path}?project=${mine.id}`, { user_ids: ['zoe'], delete_from_org: true });
    expect([await jobs(mine.id), await jobs(other.id)].map((list) => list.length)).toEqual([1, 1]);
  });

  it.each([
    ['2026-02-31', '2026-03-01', 'start_day'],
    ['2026-03-02', '2026-03-01', 'end_day'],
    ['2026-01-01', '2026-12-31', 'end_day'],
  ])('for the days %s to %s is refused', async (from, to, field) => {
    const { status, body } = await stage.call('GET', `${path}?start_day=${from}&end_day=${to}`);
    expect([status, body.error.problems[0].field]).toEqual([400, field]);
  });
});
