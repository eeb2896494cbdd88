import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Type } from '@sinclair/typebox';
import { type FastifyReply } from 'fastify';
import { pageOf } from '../access/page.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { atLeast, roleIn, type Access } from '../auth/roles.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { DATABASE, type Database } from '../store/database.ts';
import { AuditLog, type AuditRow } from './audit-log.ts';
import { type Entry } from './entry.ts';
import { readChain } from './read-chain.ts';

const AuditPage = Type.Object({
  project: Type.Optional(Type.String({ maxLength: 100, description: 'only what was done in this project' })),
  who: Type.Optional(Type.String({ maxLength: 254, description: "a person's address or a token's name" })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,15}$', description: 'the `next` of the page before' })),
});
const checkPage = queryCheck(AuditPage);

const AuditEntry = Type.Object(
  {
    seq: Type.Integer(),
    at: Type.String({ format: 'date-time' }),
    request: Type.String(),
    who: Type.Object({
      kind: Type.Union([Type.Literal('person'), Type.Literal('token'), Type.Literal('nobody')]),
      id: Type.String(),
      name: Type.String(),
    }),
    method: Type.String(),
    route: Type.String(),
    params: Type.Record(Type.String(), Type.String()),
    project: Type.Union([Type.String(), Type.Null()]),
    ip: Type.Union([Type.String(), Type.Null()]),
    status: Type.Union([Type.Integer(), Type.Null()], { description: 'null: its end was never written down' }),
    before: Type.Unknown(),
    after: Type.Unknown(),
  },
  { $id: 'AuditEntry' },
);
const AuditList = Type.Object({
  entries: Type.Array(AuditEntry),
  next: Type.Union([Type.String(), Type.Null()]),
});
const Export = Type.String({
  contentMediaType: 'application/x-ndjson',
  description: 'one entry a line: {"seq", "hash", "entry"}; `npm run audit:verify -- --file` checks it',
});

@ApiTags('audit')
@Controller('api/audit')
export class AuditController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(AuditLog) private readonly log: AuditLog,
  ) {}

  @ApiOperation({ summary: 'Who did what, newest first; admins of projects see what was done there' })
  @Queried(AuditPage)
  @Answers(200, AuditList)
  @Needs('admin', { of: 'anything' })
  @Get()
  async list(@Query() query: unknown, @Req() { actor }: Authenticated) {
    const { project, who, before, limit } = checkPage(query);
    const projects = visible(actor.access, project);
    const rows = await this.log.list({ projects, who, before, limit: limit + 1 });
    const { items, next } = pageOf(rows, limit, ({ seq }) => String(seq));
    return { entries: items.map(shown), next };
  }

  @ApiOperation({ summary: 'The whole log with its hashes, oldest first' })
  @Answers(200, Export)
  @Needs('admin', { of: 'installation' })
  @Get('export')
  async export(@Res() reply: FastifyReply): Promise<void> {
    const name = `audit-${new Date().toISOString().slice(0, 10)}.ndjson`;
    await reply
      .type('application/x-ndjson')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(Readable.from(lines(this.db)));
  }
}

async function* lines(db: Database): AsyncGenerator<string> {
  for await (const link of readChain(db)) yield `${JSON.stringify(link)}\n`;
}

/** The projects whose entries somebody may see; undefined = everything. @throws Refused 403 */
function visible(access: Access, asked: string | undefined): string[] | undefined {
  if (asked === undefined) {
    if (access.installation) return undefined;
    return Object.keys(access.projects).filter((project) => atLeast(access.projects[project], 'admin'));
  }
  if (!atLeast(roleIn(access, asked), 'admin')) throw new Refused(403, 'this needs the role admin in its project');
  return [asked];
}

/** What an entry need not have. */
const nothing = { method: '', route: '', params: {}, project: null, ip: null, status: null, before: null, after: null };

function shown({ seq, entry, ended }: AuditRow) {
  const began = JSON.parse(entry) as Entry;
  const end = ended === null ? began : (JSON.parse(ended) as Entry);
  const who = began.who.kind === 'nobody' ? end.who : began.who;
  const said: Record<string, unknown> = { ...nothing, ...began, ...end };
  delete said['v'];
  delete said['phase'];
  return { ...said, seq, at: began.at, who };
}
