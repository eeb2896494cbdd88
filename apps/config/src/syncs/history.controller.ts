import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { changesBetween } from '@kochava-stream/domain/sync';
import { Type } from '@sinclair/typebox';
import { type FastifyReply } from 'fastify';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { DATABASE, type Database } from '../store/database.ts';
import { Syncs } from '../store/syncs.ts';
import { auditedChange } from './audited-change.ts';
import { historyEntry, readHistory, type Moment } from './history.ts';
import { withReason } from './reason.ts';
import { Why } from './requests.ts';
import { Diff, History, PastSync, Sync, Version } from './sync-schemas.ts';
import { stateView, syncView } from './sync-view.ts';

const RollBack = Type.Object({ version: Version, why: Why }, { additionalProperties: false, $id: 'RollBack' });
const checkRollBack = bodyCheck(Type.Object({ version: Version }, { additionalProperties: false }));

const HistoryQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  before: Type.Optional(Type.Integer({ minimum: 1, description: 'only older versions: `next` of the page before' })),
});
const checkHistoryQuery = queryCheck(HistoryQuery);
const DiffQuery = Type.Object({
  from: Type.Integer({ minimum: 1 }),
  to: Type.Optional(Type.Integer({ minimum: 1, description: 'default: the newest' })),
});
const checkDiffQuery = queryCheck(DiffQuery);

@ApiTags('history')
@Controller('api/syncs/:id')
export class HistoryController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(Syncs) private readonly syncs: Syncs,
  ) {}

  @ApiOperation({ summary: 'Every change of a sync: who, when, why, and what; the newest first' })
  @Queried(HistoryQuery)
  @Answers(200, History, 404)
  @Needs('viewer')
  @Get('history')
  async list(@Param('id') id: string, @Query() query: unknown) {
    const { limit, before = Infinity } = checkHistoryQuery(query);
    const earlier = (await this.#history(id)).filter(({ version }) => version < before);
    const versions = earlier.slice(-limit).reverse().map(historyEntry);
    const last = versions.at(-1)?.version ?? 1;
    return { versions, next: last > 1 ? last : null };
  }

  @ApiOperation({ summary: 'A sync as it was at one version' })
  @Answers(200, PastSync, 404)
  @Needs('viewer')
  @Get('history/:version')
  async one(@Param('id') id: string, @Param('version') version: string) {
    const moment = (await this.#history(id)).find((each) => String(each.version) === version);
    if (moment === undefined) throw new Refused(404, `there is no version ${version} of this sync`);
    const { version: number, event, who, why } = moment;
    const at = new Date(moment.at).toISOString();
    return { version: number, type: event.type, at, who, why, sync: stateView(moment.after) };
  }

  @ApiOperation({ summary: 'What differs between two versions; without `to`, from one to the newest' })
  @Queried(DiffQuery)
  @Answers(200, Diff, 404, 422)
  @Needs('viewer')
  @Get('diff')
  async diff(@Param('id') id: string, @Query() query: unknown) {
    const asked = checkDiffQuery(query);
    const history = await this.#history(id);
    const from = at(history, asked.from, 'from');
    const to = at(history, asked.to ?? history.length, 'to');
    return { from: from.version, to: to.version, changes: changesBetween(from.after, to.after) };
  }

  @ApiOperation({ summary: 'Back to the settings of an earlier version, as a new one; status and secrets stay' })
  @ApiBody({ schema: openApiSchema(RollBack) })
  @Answers(200, Sync, 404, 412, 422)
  @Needs('editor')
  @Post('rollback')
  @HttpCode(200)
  async rollBack(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { why, rest } = withReason(body);
    const { version } = checkRollBack(rest);
    const history = await this.#history(id);
    const { document } = at(history, version, '/version').after;
    const command = () => ({ type: 'RollBackSync' as const, to: version, document });
    const sync = await this.syncs.change({ id, who: request.who, why, expectedVersion: history.length, command });
    audit(request, auditedChange(history.at(-1)?.after, sync.state));
    reply.header('etag', `"${sync.state.version}"`);
    return syncView(sync);
  }

  async #history(id: string): Promise<Moment[]> {
    const history = await readHistory(this.db, id);
    if (history.length === 0) throw new Refused(404, 'there is no such sync');
    return history;
  }
}

function at(history: readonly Moment[], version: number, field: string): Moment {
  const moment = history[version - 1];
  if (moment !== undefined) return moment;
  const problem = `there is no version ${version}: the newest is ${history.length}`;
  throw new Refused(422, 'there is no such version', [{ field, problem }]);
}
