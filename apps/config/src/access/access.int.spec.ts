import { openDatabase, type Database } from '@kochava-stream/persistence';
import { createLogger } from '@kochava-stream/observability';
import { hashToken, mintToken } from '../auth/token.ts';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { Tokens } from '../store/tokens.ts';

const password = 'correct horse battery staple';
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

interface Browser {
  cookie: string;
  csrf: string;
}
interface Reply {
  status: number;
  headers: Headers;
  body: any;
}

/** A request without the stage's token: a browser's, with its cookie and CSRF token, or nobody's. */
async function ask(
  method: string,
  path: string,
  { body, browser, headers = {} }: { body?: unknown; browser?: Browser; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const response = await fetch(`${stage.service.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(browser && { cookie: `theme=dark; ks_session=${browser.cookie}`, 'x-csrf-token': browser.csrf }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

function browserOf(reply: Reply): Browser {
  const cookie = /ks_session=([^;]+)/.exec(reply.headers.get('set-cookie') ?? '')?.[1] ?? '';
  return { cookie, csrf: reply.body.csrf };
}

let addresses = 0;
async function signIn(email: string, word = password): Promise<Reply> {
  return ask('POST', '/api/session', { body: { email, password: word } });
}

/** Somebody with that access who has chosen a password. */
async function somebody(access: object): Promise<{ id: string; email: string; browser: Browser }> {
  const email = `person-${(addresses += 1)}@example.com`;
  const first = 'chosen by the admin';
  const { status, body } = await stage.call('POST', '/api/people', {
    email,
    name: 'Some Body',
    access,
    password: first,
  });
  expect(status).toBe(201);
  const before = browserOf(await signIn(email, first));
  const changed = await ask('POST', '/api/session/password', {
    body: { current: first, next: password },
    browser: before,
  });
  expect(changed.status).toBe(200);
  return { id: body.id, email, browser: browserOf(changed) };
}

describe('the first admin', () => {
  const others: string[] = [];
  const first = (had?: string) => new Tokens(db).first('admin', async (token) => void others.push(token), had);

  it('may use a token of any instance that has started; a restart keeps what there is', async () => {
    await first(stage.token);
    expect(others).toEqual([]);
    await first();
    await first(others[0]);
    expect(others).toHaveLength(1);
  });

  it('is made once, with the token from the file', async () => {
    expect((await ask('GET', '/api/session/options')).body).toEqual({ setup: true, password: true, oidc: null });
    const admin = { name: 'Ada', email: 'Ada@Example.com', password };
    const wrong = await ask('POST', '/api/setup', { body: { ...admin, token: `${stage.token.slice(0, -1)}-` } });
    expect([wrong.status, wrong.body.error.problems[0].field]).toEqual([403, '/token']);
    const weak = await ask('POST', '/api/setup', { body: { ...admin, token: stage.token, password: 'adaadaadaada' } });
    expect([weak.status, weak.body.error.problems[0].field]).toEqual([422, '/password']);

    const both = await Promise.all(
      ['ada', 'eve'].map((name) =>
        ask('POST', '/api/setup', {
          body: { ...admin, email: `${name}@example.com`, token: stage.token, keepToken: true },
        }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const made = both.find(({ status }) => status === 201) as Reply;
    expect(made.body).toMatchObject({ kind: 'person', access: { installation: true }, mustChangePassword: false });
    expect(made.headers.get('set-cookie')).toMatch(
      /^ks_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect((await ask('GET', '/api/session', { browser: browserOf(made) })).body.email).toBe(made.body.email);
    expect((await ask('GET', '/api/session/options')).body.setup).toBe(false);
    const headers = { authorization: `Bearer ${others[0]}` };
    expect((await ask('GET', '/api/session', { headers })).status).toBe(401);
    await first();
    expect(others).toHaveLength(1);
  });
});

describe('a session', () => {
  it('opens with the password and closes at the sign-out', async () => {
    const { email, browser } = await somebody({ installation: true, projects: {} });
    expect((await signIn(email.toUpperCase())).status).toBe(200);
    const wrong = await signIn(email, 'something else entirely');
    const unknown = await signIn('nobody@example.com');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body).toEqual(unknown.body);

    expect((await ask('GET', '/api/people', { browser })).status).toBe(200);
    const out = await ask('DELETE', '/api/session', { browser });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await ask('GET', '/api/people', { browser })).status).toBe(401);
  });

  it('changes nothing for another site', async () => {
    const { browser } = await somebody({ installation: true, projects: {} });
    const body = { name: 'Shop', apiKey: 'a-forged-key' };
    for (const csrf of ['', 'wrong', (await somebody({ installation: false, projects: {} })).browser.csrf]) {
      const forged = await ask('POST', '/api/projects', { body, browser: { ...browser, csrf } });
      expect([forged.status, forged.body.error.message]).toEqual([403, expect.stringContaining('X-CSRF-Token')]);
    }
    const form = await fetch(`${stage.service.url}/api/session`, {
      method: 'POST',
      body: new URLSearchParams({ email: 'ada@example.com', password }),
    });
    expect([form.status, ((await form.json()) as Reply['body']).error.status]).toEqual([415, 415]);
    for (const path of ['/api/projects', '/api/session']) {
      const other = await ask('POST', path, { body, browser, headers: { 'sec-fetch-site': 'cross-site' } });
      expect(other.status).toBe(403);
    }
    expect(
      (await ask('POST', '/api/projects', { body, browser, headers: { 'sec-fetch-site': 'same-origin' } })).status,
    ).toBe(201);
  });

  it('ends 12 h after it began and when nobody used it for 30 min; what runs by itself is no use', async () => {
    const { id, browser } = await somebody({ installation: true, projects: {} });
    const age = (column: string, by: string) =>
      db.query(`age ${column}`, `update session set ${column} = ${column} - $2::interval where person = $1`, [id, by]);
    await age('seen_at', '29 minutes');
    expect((await ask('GET', '/api/session', { browser, headers: { 'x-background': '1' } })).status).toBe(200);
    await age('seen_at', '2 minutes');
    expect((await ask('GET', '/api/session', { browser })).status).toBe(401);

    const again = await somebody({ installation: true, projects: {} });
    const ageAgain = (column: string, by: string) =>
      db.query(`age ${column}`, `update session set ${column} = ${column} - $2::interval where person = $1`, [
        again.id,
        by,
      ]);
    await ageAgain('seen_at', '29 minutes');
    expect((await ask('GET', '/api/session', { browser: again.browser })).status).toBe(200);
    await ageAgain('seen_at', '29 minutes');
    expect((await ask('GET', '/api/session', { browser: again.browser })).status).toBe(200);
    await ageAgain('expires_at', '12 hours');
    expect((await ask('GET', '/api/session', { browser: again.browser })).status).toBe(401);
  });

  it('is for nothing else before a password that somebody else chose is changed', async () => {
    const given = { email: 'new@example.com', name: 'New', access: { installation: true, projects: {} } };
    await stage.call('POST', '/api/people', { ...given, password: 'chosen by the admin' });
    const first = await signIn('new@example.com', 'chosen by the admin');
    expect(first.body.mustChangePassword).toBe(true);
    const browser = browserOf(first);
    expect((await ask('GET', '/api/people', { browser })).status).toBe(403);
    expect((await ask('GET', '/api/session', { browser })).status).toBe(200);
    const change = (next: string, current = 'chosen by the admin') =>
      ask('POST', '/api/session/password', { browser, body: { current, next } });
    expect((await change('too short')).body.error.problems[0]).toMatchObject({ field: '/next' });
    expect((await change(password, 'not mine at all')).body.error.problems[0]).toMatchObject({ field: '/current' });
    const changed = await change(password);
    expect(changed.status).toBe(200);
    expect((await ask('GET', '/api/session', { browser })).status).toBe(401);
    expect((await ask('GET', '/api/people', { browser: browserOf(changed) })).status).toBe(200);
  });

  it('ends for somebody who is shut out, and what they may do changes at once', async () => {
    const project = await stage.project();
    const { id, browser, email } = await somebody({ installation: false, projects: { [project.id]: 'viewer' } });
    expect((await ask('GET', `/api/projects/${project.id}`, { browser })).status).toBe(200);
    expect((await ask('GET', '/api/projects', { browser })).body.projects.map((each: any) => each.id)).toEqual([
      project.id,
    ]);
    await stage.call('PATCH', `/api/people/${id}`, { access: { installation: false, projects: {} } });
    expect((await ask('GET', `/api/projects/${project.id}`, { browser })).status).toBe(403);
    await stage.call('PATCH', `/api/people/${id}`, { disabled: true });
    expect((await ask('GET', '/api/session', { browser })).status).toBe(401);
    expect((await signIn(email)).status).toBe(401);
  });
});

describe('people', () => {
  it('always have an admin of the installation among them', async () => {
    const { body } = await stage.call('GET', '/api/people?limit=200');
    const admins = body.people.filter((each: any) => each.access.installation && !each.disabled);
    const answers = await Promise.all(
      admins.map(({ id }: { id: string }) => stage.call('PATCH', `/api/people/${id}`, { disabled: true })),
    );
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
    const [left] = answers.flatMap(({ status }, at) => (status === 409 ? [admins[at].id] : []));
    const demoted = await stage.call('PATCH', `/api/people/${left}`, { access: { installation: false, projects: {} } });
    expect(demoted.status).toBe(409);
  });

  it('are listed in pages, and get roles only in projects that are there', async () => {
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { body }: { body: any } = await stage.call('GET', `/api/people?limit=2${next && `&before=${next}`}`);
      seen.push(...body.people.map(({ id }: { id: string }) => id));
      next = body.next;
    }
    expect(seen.length).toBeGreaterThan(4);
    expect(new Set(seen).size).toBe(seen.length);
    const access = { installation: false, projects: { pr_0000000000000000: 'viewer' } };
    const { status, body } = await stage.call('POST', '/api/people', { email: 'x@example.com', name: 'X', access });
    expect([status, body.error.problems[0].field]).toEqual([422, '/access/projects/pr_0000000000000000']);
  });

  it('are given roles by the admin of a project, in it alone', async () => {
    const [mine, other] = [await stage.project(), await stage.project()];
    const admin = await somebody({ installation: false, projects: { [mine.id]: 'admin' } });
    const member = await somebody({ installation: false, projects: { [other.id]: 'viewer' } });
    const set = (project: string, role: string | null, browser = admin.browser) =>
      ask('PUT', `/api/projects/${project}/people`, { body: { email: member.email, role }, browser });
    expect((await set(other.id, 'admin')).status).toBe(403);
    expect((await set(mine.id, 'editor', member.browser)).status).toBe(403);
    const { body } = await set(mine.id, 'editor');
    expect(body.people).toContainEqual(expect.objectContaining({ email: member.email, role: 'editor' }));
    expect((await ask('GET', '/api/session', { browser: member.browser })).body.access.projects).toEqual({
      [mine.id]: 'editor',
      [other.id]: 'viewer',
    });
    await set(mine.id, null);
    expect((await ask('GET', `/api/projects/${mine.id}`, { browser: member.browser })).status).toBe(403);
  });
});

describe('tokens', () => {
  it('open what they are for until they are revoked', async () => {
    const [mine, other] = [await stage.project(), await stage.project()];
    const access = { installation: false, projects: { [mine.id]: 'viewer' } };
    const made = await stage.call('POST', '/api/tokens', { name: 'reader', access, expiresInDays: 30 });
    expect(made.body).toMatchObject({ token: expect.stringMatching(/^ks_live_\w{49}$/), access, revokedAt: null });
    const headers = { authorization: `Bearer ${made.body.token}` };
    const open = async (method: string, path: string) => (await ask(method, path, { headers })).status;
    expect(await open('GET', `/api/projects/${mine.id}/syncs`)).toBe(200);
    expect(await open('GET', `/api/projects/${other.id}/syncs`)).toBe(403);
    expect(await open('POST', `/api/projects/${mine.id}/syncs`)).toBe(403);
    expect(await open('GET', '/api/tokens')).toBe(403);
    const listed = await stage.call('GET', '/api/tokens');
    expect(JSON.stringify(listed.body)).not.toContain(made.body.token);
    expect((await stage.call('DELETE', `/api/tokens/${made.body.id}`)).status).toBe(204);
    expect(await open('GET', `/api/projects/${mine.id}/syncs`)).toBe(401);
  });

  it('of a release that knew no roles open nothing, and say so', async () => {
    const token = mintToken();
    await db.query('old token', 'insert into token (hash, name) values ($1, $2)', [hashToken(token), 'old']);
    for (const path of ['/api/projects', '/api/session', '/api/people']) {
      const { status, body } = await ask('GET', path, { headers: { authorization: `Bearer ${token}` } });
      expect([status, body.error.message]).toEqual([403, expect.stringContaining('older release')]);
    }
  });

  it('expire', async () => {
    const access = { installation: true, projects: {} };
    const { body } = await stage.call('POST', '/api/tokens', { name: 'short', access, expiresInDays: 1 });
    const headers = { authorization: `Bearer ${body.token}` };
    expect((await ask('GET', '/api/people', { headers })).status).toBe(200);
    await db.query('expire', "update token set expires_at = now() - interval '1 second' where id = $1", [body.id]);
    expect((await ask('GET', '/api/people', { headers })).status).toBe(401);
  });

  it('are made and revoked by who is admin of all that they open', async () => {
    const [mine, other] = [await stage.project(), await stage.project()];
    const { browser } = await somebody({ installation: false, projects: { [mine.id]: 'admin', [other.id]: 'editor' } });
    const make = (projects: object, installation = false) =>
      ask('POST', '/api/tokens', {
        body: { name: 'ci', access: { installation, projects }, expiresInDays: null },
        browser,
      });
    expect((await make({ [mine.id]: 'editor' })).status).toBe(201);
    for (const refused of [await make({ [other.id]: 'viewer' }), await make({}), await make({}, true)]) {
      expect(refused.status).toBe(403);
    }
    const theirs = await stage.call('POST', '/api/tokens', {
      name: 'all',
      access: { installation: true, projects: {} },
      expiresInDays: 1,
    });
    const { body } = await ask('GET', '/api/tokens', { browser });
    expect(body.tokens.map(({ name }: { name: string }) => name)).toEqual(['ci']);
    expect((await ask('DELETE', `/api/tokens/${theirs.body.id}`, { browser })).status).toBe(403);
  });
});

describe('logins that fail', () => {
  it('are slowed down for one person from one place, however many come at once', async () => {
    const { email } = await somebody({ installation: false, projects: {} });
    const tries = await Promise.all(Array.from({ length: 9 }, () => signIn(email, 'a wrong guess of it')));
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(5);
    const slowed = tries.filter(({ status }) => status === 429);
    expect(slowed).toHaveLength(4);
    expect(Number(slowed[0]?.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await signIn(email)).status).toBe(429);
    await db.query('wait', "update login_failure set at = at - interval '15 minutes'");
    expect((await signIn(email)).status).toBe(200);
  });
});
