import { createLogger } from '@kochava-stream/observability';
import { openDatabase, type Database } from '@kochava-stream/persistence';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { verifyChain, type Link } from './chain.ts';

let stage: ConfigStage;
let db: Database;

beforeAll(async () => {
  stage = await startConfigStage();
  const logger = createLogger({ service: 'spec', level: 'silent' });
  db = await openDatabase({ url: stage.databaseUrl, schema: 'config', logger });
}, 60_000);

afterAll(async () => {
  await db?.close();
  await stage?.close();
});

async function entries(query = ''): Promise<any[]> {
  return (await stage.call('GET', `/api/audit?limit=200${query}`)).body.entries;
}

/** Asks only; nothing of theirs is a change. */
const asking = ['POST /api/syncs/{id}/validate', 'POST /api/syncs/{id}/preview'];

describe('the audit log', () => {
  it('has every route that changes something, whatever became of the request', async () => {
    const { id: project } = await stage.project();
    const sync = await stage.sync(project);
    const { paths } = (await stage.call('GET', '/api/openapi.json')).body;
    const changing = Object.entries<object>(paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => method !== 'get')
        .map((method) => ({ method: method.toUpperCase(), path })),
    );
    const silent: string[] = [];
    for (const { method, path } of changing) {
      const before = (await entries())[0].seq;
      const url = path
        .replace('{project}', project)
        .replace('syncs/{id}', `syncs/${sync}`)
        .replaceAll(/\{\w+\}/g, 'unknown');
      const { status } = await stage.call(method, url, {});
      const [entry] = await entries();
      const right = entry.seq > before && entry.method === method && entry.status === status;
      const named = entry.route === path.replaceAll(/\{(\w+)\}/g, ':$1') && entry.ip === '127.0.0.1';
      if (!right || !named) silent.push(`${method} ${path}`);
    }
    expect(changing.length).toBeGreaterThan(10);
    expect(silent.sort()).toEqual(asking.filter((each) => silent.includes(each)).sort());
  });

  it('says who, where, before and after, and none of the secrets', async () => {
    const { id: project } = await stage.project();
    const password = 'CANARY-password-of-somebody';
    const access = { installation: false, projects: { [project]: 'viewer' } };
    const person = await stage.call('POST', '/api/people', { email: 'a@example.com', name: 'A', access, password });
    await stage.call('PATCH', `/api/people/${person.body.id}`, { name: 'B' });
    const token = await stage.call('POST', '/api/tokens', { name: 'ci', access, expiresInDays: 1 });
    await stage.call('POST', '/api/session', { email: 'a@example.com', password: 'CANARY-wrong' });
    const [login, minted, renamed, added] = await entries();
    expect(login).toMatchObject({ route: '/api/session', status: 401, who: { kind: 'nobody', name: 'a@example.com' } });
    expect(minted).toMatchObject({ status: 201, who: { kind: 'token', name: 'admin' }, after: { id: token.body.id } });
    expect(renamed).toMatchObject({ before: { name: 'A' }, after: { name: 'B' }, params: { person: person.body.id } });
    expect(added).toMatchObject({ status: 201, after: { email: 'a@example.com' } });
    const text = JSON.stringify(await db.query('all', 'select entry from audit'));
    for (const secret of ['CANARY', stage.token, token.body.token]) expect(text).not.toContain(secret);
  });

  it('shows the admin of a project what was done there, and nothing else', async () => {
    const [mine, other] = [await stage.project(), await stage.project()];
    await Promise.all([stage.sync(mine.id), stage.sync(other.id)]);
    const access = { installation: false, projects: { [mine.id]: 'admin' } };
    const { body } = await stage.call('POST', '/api/tokens', { name: 'mine', access, expiresInDays: 1 });
    const headers = { authorization: `Bearer ${body.token}` };
    const own = (await stage.call('GET', '/api/audit', undefined, { headers })).body.entries;
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map((each: any) => each.project))).toEqual(new Set([mine.id]));
    const theirs = await stage.call('GET', `/api/audit?project=${other.id}`, undefined, { headers });
    expect(theirs.status).toBe(403);
    expect((await stage.call('GET', '/api/audit/export', undefined, { headers })).status).toBe(403);
    const pages: number[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: { body: any } = await stage.call('GET', `/api/audit?limit=7${next && `&before=${next}`}`);
      pages.push(...page.body.entries.map(({ seq }: { seq: number }) => seq));
      next = page.body.next;
    }
    expect(pages).toEqual([...new Set(pages)].sort((a, b) => b - a));
    expect(pages.at(-1)).toBe(1);
  });

  it('is exported with its hashes, and the export can be checked without us', async () => {
    const response = await fetch(`${stage.service.url}/api/audit/export`, {
      headers: { authorization: `Bearer ${stage.token}` },
    });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const links = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Link);
    const chain = async function* (of: readonly Link[]) {
      yield* of;
    };
    expect(await verifyChain(chain(links))).toMatchObject({ ok: true, entries: links.length });
    const changed = links.map((link) =>
      link.seq === 4 ? { ...link, entry: link.entry.replace('"v":1', '"v":2') } : link,
    );
    expect(await verifyChain(chain(changed))).toMatchObject({ ok: false, seq: 4 });
  });

  it('comes first: what cannot be written down is not done', async () => {
    await db.query('block', 'alter table audit rename to audit_gone');
    const refused = await stage.call('POST', '/api/projects', { name: 'Unseen', apiKey: 'an-unseen-key' });
    await db.query('unblock', 'alter table audit_gone rename to audit');
    expect(refused.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify((await stage.call('GET', '/api/projects')).body)).not.toContain('Unseen');
  });
});
