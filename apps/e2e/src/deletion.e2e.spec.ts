/** A person is deleted: nothing that is kept or shown names them any more, and nothing that comes later is taken. */
import { eventually } from '@kochava-stream/testing';
import { closedBooks } from './support/books.ts';
import { identify, iphone, vendorId } from './support/client.ts';
import { databaseDump, guises, streamsDump } from './support/everything-kept.ts';
import { accepted, sentFor } from './support/ledger.ts';
import { runProgram } from './support/program.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';

const app = 'kodeleted';
const [person, phone, plan] = ['deleted-person@example.com', 'phone-of-the-deleted', 'plan-of-the-deleted'];
const theirs = [person, phone, vendorId(phone), plan];
const [other, tablet] = ['somebody-else@example.com', 'tablet-of-somebody-else'];
let scratch: ScratchStack;
beforeAll(async () => {
  scratch = await startScratchStack();
}, 120_000);
afterAll(async () => scratch?.close(), 60_000);

const byPerson = (given: object = {}) => iphone(phone, { user_id: person, ...given });
const byOther = (given: object = {}) => iphone(tablet, { user_id: other, ...given });

/** Every answer of a GET that a viewer could get. */
async function everyAnswer(ids: Record<string, string>): Promise<string> {
  const { paths } = await scratch.api.get('/api/openapi.json');
  const texts: string[] = [];
  const today = new Date().toISOString().slice(0, 10);
  for (const [path, { get }] of Object.entries<any>(paths)) {
    if (get === undefined || JSON.stringify(get.responses['200'] ?? {}).includes('event-stream')) continue;
    const url = path.replaceAll(/\{(\w+)\}/g, (_: string, name: string) => ids[name] ?? '1');
    const days = `?project=${ids['project']}&start_day=${today}&end_day=${today}`;
    const response = await fetch(`${scratch.stack.urls.config}${path.includes('deletions') ? `${url}${days}` : url}`, {
      headers: { authorization: `Bearer ${scratch.stack.adminToken}` },
    });
    texts.push(`${url} ${await response.text()}`);
  }
  return texts.join('\n');
}

const namedIn = (text: string) => theirs.filter((id) => guises(id).some((guise) => text.includes(guise)));

it('leaves no trace of the person in the database, the answers of the API and, once they have aged, the streams', async () => {
  const { id: project, apiKey } = await scratch.api.project('the-key-of-deletion');
  const document = {
    name: 'Post-install',
    appGuid: app,
    sendEvents: { enabled: true, events: ['Purchase'], properties: { event: ['price'] } },
    sendUsers: { enabled: true, properties: ['plan'] },
    hold: { settleSeconds: 0 },
  };
  const sync = await scratch.api.sync(project, document);
  const client = scratch.client(apiKey);
  // An accepted event and link, a refused one in the dead letters; of both people.
  await client.send(byPerson(), identify(byPerson(), { plan }), byOther(), identify(byOther(), { plan: 'other-plan' }));
  await eventually(() => expect(accepted(sentFor(scratch.sandbox.requests(), app))).toHaveLength(4), {
    timeoutMs: 30_000,
  });
  scratch.sandbox.behave([{ match: { app }, status: 400, body: { success: '0' } }], 7);
  await client.send(byPerson(), byOther());
  await closedBooks(scratch.api, project, 6);
  const url = scratch.stack.servers.postgres.url;
  expect(namedIn(await databaseDump(url)).sort()).toEqual([...theirs].sort());

  const asked = await scratch.api.call('POST', `/api/2/deletions/users?project=${project}`, { user_ids: [person] });
  expect(asked.status).toBe(200);
  const day = asked.body.day as string;
  const done = await eventually(
    async () => {
      const [job] = await scratch.api.get(`/api/2/deletions/users?project=${project}&start_day=${day}&end_day=${day}`);
      expect(job.status).toBe('done');
      return job;
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
  expect(done.deleted).toMatchObject({ profiles: 2, 'devices at Kochava': 1 });

  // What comes later, and what is sent again, is not taken.
  await client.send(byPerson(), iphone(phone, { user_id: undefined }), identify(byPerson(), { plan }), byOther());
  const counts = await closedBooks(scratch.api, project, 10);
  expect(counts).toMatchObject({ unrouted: { suppressed: 3 } });

  const kept = await databaseDump(url);
  expect(namedIn(kept)).toEqual([]);
  expect(kept).toContain(other);
  const answers = await everyAnswer({ project, id: sync });
  expect(namedIn(answers)).toEqual([]);
  expect(answers).toContain(other);
  const env = { DATABASE_URL: url, SHARDS: '4' };
  expect((await runProgram('apps/identity-linker/dist/rebuild-main.js', { env, args: ['--check'] })).code).toBe(0);

  // The streams age by themselves, 96 hours, dead letters 30 days: here what is older is taken away by hand.
  expect(namedIn(await streamsDump(scratch.nats))).not.toEqual([]);
  for (const { config, state } of await scratch.nats.jsm.streams.list().next()) {
    if (!config.name.startsWith('KV_')) await scratch.nats.jsm.streams.purge(config.name, { seq: state.last_seq + 1 });
  }
  expect(namedIn(await streamsDump(scratch.nats))).toEqual([]);
}, 180_000);
