import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createLogger } from '@kochava-stream/observability';
import { type FastifyInstance } from 'fastify';
import { configControllers } from '../app.module.ts';
import { roles, type Access, type Role } from '../auth/roles.ts';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { serveConsole } from '../console/serve-console.ts';

interface Route {
  method: string;
  path: string;
  /** As in the OpenAPI document: `editor of project`, `nobody` for what is open to everybody. */
  needs: string;
}

let folder: string;
let stage: ConfigStage;
let routes: Route[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<style nonce="__CSP_NONCE__"></style>');
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  stage = await startConfigStage({ CONSOLE_DIR: folder, PUBLIC_URL: 'https://console.example.com' });
  const { paths } = (await stage.call('GET', '/api/openapi.json')).body;
  routes = Object.entries<Record<string, any>>(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      needs: operation['x-needs'],
    })),
  );
}, 60_000);

afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true });
});

/** The status of an answer; an event stream is not read further. */
async function statusOf(route: Route, ids: { project: string; sync: string }, token?: string): Promise<number> {
  const path = route.path
    .replace('{project}', ids.project)
    .replace(/^\/api\/syncs\/\{id\}/, `/api/syncs/${ids.sync}`)
    .replaceAll(/\{\w+\}/g, 'unknown');
  const controller = new AbortController();
  const response = await fetch(`${stage.service.url}${path}`, {
    method: route.method,
    redirect: 'manual',
    signal: controller.signal,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(route.method !== 'GET' && { 'content-type': 'application/json' }),
    },
    ...(route.method !== 'GET' && { body: '{}' }),
  });
  controller.abort();
  return response.status;
}

async function tokenFor(access: Access): Promise<string> {
  const { status, body } = await stage.call('POST', '/api/tokens', { name: 'walker', access, expiresInDays: 1 });
  expect(status).toBe(201);
  return body.token;
}

async function ofProject(): Promise<{ project: string; sync: string } & Record<Role, string>> {
  const { id } = await stage.project();
  const sync = await stage.sync(id);
  const token = (role: Role) => tokenFor({ installation: false, projects: { [id]: role } });
  return {
    project: id,
    sync,
    viewer: await token('viewer'),
    editor: await token('editor'),
    admin: await token('admin'),
  };
}

async function found(expected: (route: Route) => Promise<boolean>): Promise<string[]> {
  const wrong: string[] = [];
  for (const route of routes) if (!(await expected(route))) wrong.push(`${route.method} ${route.path}`);
  return wrong;
}

describe('every route', () => {
  it('is in the OpenAPI document, but what the platform and the console ask for', async () => {
    const module = await Test.createTestingModule({ controllers: [...configControllers] })
      .useMocker(() => ({}))
      .compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    const known = new Set(routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`));
    const others: string[] = [];
    const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) {
        if (each !== 'HEAD' && each !== 'OPTIONS' && !known.has(`${each} ${url}`)) others.push(`${each} ${url}`);
      }
    });
    await serveConsole(app, { CONSOLE_DIR: folder, TRACE_URL: '' }, createLogger({ service: 'spec', level: 'silent' }));
    await app.init();
    expect(others.sort()).toEqual(['GET /*', 'GET /assets/*', 'GET /favicon.svg']);
    expect(known.size).toBeGreaterThan(20);
    await app.close();
  });

  it('answers 401 to who is not known, unless it is open to everybody', async () => {
    const ids = await ofProject();
    const open = routes.filter(({ needs }) => needs === 'nobody').map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual([
      'GET /api/session/oidc',
      'GET /api/session/oidc/callback',
      'GET /api/session/options',
      'POST /api/session',
      'POST /api/setup',
    ]);
    for (const token of [undefined, 'nonsense', `${stage.token.slice(0, -1)}-`]) {
      expect(
        await found(async (route) => route.needs === 'nobody' || (await statusOf(route, ids, token)) === 401),
      ).toEqual([]);
    }
  });

  it('answers 403 to a role that is too low, to the roles of other projects, and to no role', async () => {
    const [mine, theirs] = [await ofProject(), await ofProject()];
    const nobody = await tokenFor({ installation: false, projects: {} });
    expect(
      await found(async (route) => {
        const [role, realm] = route.needs.split(' of ') as [Role, string];
        if (route.needs === 'nobody' || realm === 'self' || route.needs === 'viewer of anything') return true;
        const tooLow = roles.slice(0, roles.indexOf(role)).map((each) => mine[each]);
        const outsiders = realm === 'project' ? [theirs.admin] : realm === 'installation' ? [mine.admin] : [];
        const answers = [];
        for (const token of [nobody, ...tooLow, ...outsiders]) answers.push(await statusOf(route, mine, token));
        return answers.every((status) => status === 403);
      }),
    ).toEqual([]);
  });

  it('lets in the role that it names', async () => {
    const mine = await ofProject();
    expect(
      await found(async (route) => {
        const [role, realm] = route.needs.split(' of ') as [Role, string];
        if (route.needs === 'nobody' || realm === 'self') return true;
        const status = await statusOf(route, mine, realm === 'installation' ? stage.token : mine[role]);
        return status !== 401 && status !== 403 && status < 500;
      }),
    ).toEqual([]);
  });

  it('carries the headers that keep a browser strict', async () => {
    for (const path of ['/api/session', '/api/session/options', '/api/nothing', '/nothing.js']) {
      const { headers } = await fetch(`${stage.service.url}${path}`);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('access-control-allow-origin')).toBeNull();
      if (path.startsWith('/api/')) expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('lets the console load its own files alone, with styles that carry the nonce of that answer', async () => {
    const seen = new Set<string>();
    for (const path of ['/', '/syncs/sy_1']) {
      const response = await fetch(`${stage.service.url}${path}`);
      const [, nonce = ''] = /nonce="([\w+/=]{24})"/.exec(await response.text()) ?? [];
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy.split('; ').sort()).toEqual([
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
      ]);
      expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
      expect(response.headers.get('x-frame-options')).toBe('DENY');
      seen.add(nonce);
    }
    expect(seen.size).toBe(2);
  });
});
