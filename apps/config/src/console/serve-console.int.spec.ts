import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger } from '@kochava-stream/observability';
import { ApiErrorFilter } from '../http/api-error.filter.ts';
import { serveConsole } from './serve-console.ts';

@Module({})
class Nothing {}

const logger = createLogger({ service: 'spec', level: 'silent' });
const script = 'console.log("a script that is long enough to be worth compressing")';
const page = `<meta name="csp-nonce" content="__CSP_NONCE__"><meta name="trace-url" content="__TRACE_URL__"><style nonce="__CSP_NONCE__">`;

describe('the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  let app: NestFastifyApplication;

  async function start(dir: string): Promise<NestFastifyApplication> {
    const started = await NestFactory.create<NestFastifyApplication>(Nothing, new FastifyAdapter(), { logger: false });
    started.useGlobalFilters(new ApiErrorFilter(logger));
    await serveConsole(started, { CONSOLE_DIR: dir, TRACE_URL: 'http://jaeger/"trace"/' }, logger);
    await started.init();
    return started;
  }
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });

  beforeAll(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), page);
    writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
    writeFileSync(join(folder, 'assets/index-abc.js'), script);
    writeFileSync(join(folder, 'assets/index-abc.js.gz'), gzipSync(script));
    writeFileSync(join(folder, 'secret.txt'), 'not for browsers');
    app = await start(folder);
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['/', '/projects/pr_1/syncs', '/projects/pr_1/syncs/sy_1/delivery?range=1h', '/apiary'])(
    'answers %s with its page',
    async (url) => {
      const answer = await get(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-store');
    },
  );

  it('lets no script stand in the page, and styles only with the nonce of the answer', async () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 3; n += 1) {
      const { body, headers } = await get('/');
      const policy = String(headers['content-security-policy']);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(policy).toContain(`script-src 'self';`);
      expect(policy).not.toContain('unsafe');
      expect(body).toContain(`<style nonce="${nonce}">`);
      expect(body).not.toContain('__');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('says where traces are, as text', async () => {
    expect((await get('/')).body).toContain('content="http://jaeger/&quot;trace&quot;/"');
  });

  it('keeps hashed files for ever, in the smallest form that the browser takes', async () => {
    const answer = await get('/assets/index-abc.js', { 'accept-encoding': 'gzip' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect((await get('/assets/index-abc.js')).body).toBe(script);
  });

  it.each([
    '/api/unknown',
    '/api',
    '/assets/gone.js',
    '/assets/../secret.txt',
    '/assets/%2e%2e/secret.txt',
    '/secret.txt',
    '/robots.txt',
    '/metrics/x',
  ])('has nothing at %s', async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ error: { status: 404, problems: [] } });
  });

  it('is not there before it is built; the API is', async () => {
    const bare = await start(join(folder, 'nowhere'));
    expect((await bare.inject({ method: 'GET', url: '/' })).statusCode).toBe(404);
    await bare.close();
  });
});
