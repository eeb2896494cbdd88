import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger } from '@kochava-stream/observability';
import { type FastifyInstance } from 'fastify';
import { pageFrom } from './page.ts';

/** Where `npm run build` puts the console. */
const builtConsole = fileURLToPath(new URL('../../../console/dist/web', import.meta.url));

/** Paths that are not the console's: what is unknown there is answered by the API. */
const notPages = /^\/(?:api|assets|healthz|readyz|metrics)(?:\/|$|\?)|\.[a-z0-9]+$/i;

export interface ConsoleEnv {
  /** Folder of the built console; '' = the built one of this repository or image. */
  readonly CONSOLE_DIR: string;
  readonly TRACE_URL: string;
}

/**
 * Serves the console: its page under every path that is not the API's, so that a link into it can be opened; its
 * hashed files for ever cacheable. Without a built console only the API is there.
 */
export async function serveConsole(app: NestFastifyApplication, env: ConsoleEnv, logger: Logger): Promise<void> {
  const root = env.CONSOLE_DIR === '' ? builtConsole : env.CONSOLE_DIR;
  const index = join(root, 'index.html');
  if (!existsSync(index)) {
    logger.warn({ folder: root }, 'there is no console here; "npm run build" makes it');
    return;
  }
  const template = readFileSync(index, 'utf8');
  await app.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: '/assets/',
    index: false,
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
    setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
  });
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const icon = readFileSync(join(root, 'favicon.svg'));
  fastify.get('/favicon.svg', (_, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'max-age=86400').send(icon),
  );
  fastify.get('/*', (request, reply) => {
    if (notPages.test(request.url.split('?')[0] ?? '')) return reply.callNotFound();
    const { html, headers } = pageFrom(template, env.TRACE_URL);
    return reply.headers(headers).send(html);
  });
}
