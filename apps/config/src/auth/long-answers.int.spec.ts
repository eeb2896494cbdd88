import { Controller, Get, Res } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type FastifyReply } from 'fastify';
import { AccessGuard } from './access.guard.ts';
import { type Identity } from './identify.ts';
import { Needs } from './needs.ts';
import { type Role } from './roles.ts';

@Controller('api/projects/:project/ticks')
class Ticks {
  @Needs('editor')
  @Get()
  ticks(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => reply.raw.write('data: tick\n\n'), 50);
    reply.raw.once('close', () => clearInterval(timer));
  }
}

const roles = new Map<string, Role>();
const asked: boolean[] = [];
let app: NestFastifyApplication;

beforeAll(async () => {
  const door = {
    identify: async (
      { headers }: { headers: Record<string, unknown> },
      active: boolean,
    ): Promise<Identity | undefined> => {
      asked.push(active);
      const role = roles.get(String(headers['x-name']));
      if (headers['x-name'] === 'unlucky' && !active) throw new Error('the database is gone');
      const projects: Record<string, Role> = role === undefined ? {} : { pr_1: role };
      const access = { installation: false, projects };
      return headers['x-name'] === undefined ? undefined : { actor: { kind: 'token', id: 't', name: 'n', access } };
    },
    projectOf: async () => undefined,
  };
  const module = await Test.createTestingModule({
    controllers: [Ticks],
    providers: [{ provide: APP_GUARD, useValue: new AccessGuard(door) }],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
});

afterAll(() => app?.close());

/** @returns how long the answer went on, ms; at most `limitMs` */
async function readFor(name: string, limitMs: number): Promise<number> {
  const from = performance.now();
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), limitMs);
  try {
    const url = `${await app.getUrl()}/api/projects/pr_1/ticks`;
    const response = await fetch(url, { headers: { 'x-name': name }, signal: cut.signal });
    expect(response.status).toBe(200);
    await response.text();
  } catch {
    // Cut, by the server or by us.
  } finally {
    clearTimeout(timer);
  }
  return performance.now() - from;
}

it('an answer that goes on ends within 5 s after the right to it is gone; nothing else ends it', async () => {
  for (const name of ['revoked', 'demoted', 'lasting', 'unlucky']) roles.set(name, 'editor');
  const revoke = setTimeout(() => {
    roles.delete('revoked');
    roles.set('demoted', 'viewer');
  }, 500);
  const [revoked, demoted, lasting, unlucky] = await Promise.all(
    ['revoked', 'demoted', 'lasting', 'unlucky'].map((name) => readFor(name, 6_000)),
  );
  clearTimeout(revoke);
  for (const took of [revoked, demoted]) expect(took).toBeLessThan(5_500);
  for (const took of [lasting, unlucky]) expect(took).toBeGreaterThan(5_900);
  expect(asked.filter((active) => active)).toHaveLength(4);
});
