import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { emptyDocument, type SyncState } from '@kochava-stream/domain/sync';
import { Type } from '@sinclair/typebox';
import { type FastifyReply } from 'fastify';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { newId } from '../store/ids.ts';
import { Projects } from '../store/projects.ts';
import { Syncs, type StoredSync } from '../store/syncs.ts';
import { versionIn } from './if-match.ts';
import { onlyReason, withReason } from './reason.ts';
import { Reason, SyncChange } from './requests.ts';
import { auditedChange } from './audited-change.ts';
import { changed } from './sync-patch.ts';
import { REMAINING, type RemainingOf } from './remaining.ts';
import { DisabledSync, Remaining, Sync } from './sync-schemas.ts';
import { syncView } from './sync-view.ts';

@ApiTags('syncs')
@Controller('api')
export class SyncsController {
  constructor(
    @Inject(Syncs) private readonly syncs: Syncs,
    @Inject(Projects) private readonly projects: Projects,
    @Inject(REMAINING) private readonly remaining: RemainingOf,
  ) {}

  @ApiOperation({
    summary: 'Create a sync: "Kochava (Post Install)" or, with kind "install", "Kochava (Install)"; it starts disabled',
  })
  @ApiBody({ schema: openApiSchema(SyncChange) })
  @Answers(201, Sync, 404, 422)
  @Needs('editor')
  @Post('projects/:project/syncs')
  @HttpCode(201)
  async create(
    @Param('project') project: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
    const { why, rest } = withReason(body);
    const { document, credentials } = changed(emptyDocument(''), rest);
    const id = newId('sy');
    const command = () => ({ type: 'CreateSync' as const, id, project, document });
    const sync = await this.syncs.change({ id, who: request.who, why, command, credentials });
    audit(request, { after: auditedChange(undefined, sync.state).after });
    return shown(reply, sync);
  }

  @ApiOperation({ summary: "A project's syncs" })
  @Answers(200, Type.Object({ syncs: Type.Array(Sync) }), 404)
  @Needs('viewer')
  @Get('projects/:project/syncs')
  async list(@Param('project') project: string) {
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
    return { syncs: (await this.syncs.ofProject(project)).map(syncView) };
  }

  @ApiOperation({ summary: 'One sync; the ETag is its version' })
  @Answers(200, Sync, 404)
  @Needs('viewer')
  @Get('syncs/:id')
  async get(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return shown(reply, await this.#existing(id));
  }

  @ApiOperation({ summary: 'Change a sync: JSON Merge Patch against the version in If-Match' })
  @ApiHeader({ name: 'If-Match', required: true, description: 'the version that was read, e.g. "3"' })
  @ApiBody({ schema: openApiSchema(SyncChange) })
  @Answers(200, Sync, 404, 412, 422, 428)
  @Needs('editor')
  @Patch('syncs/:id')
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated & { headers: Record<string, string | undefined> },
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const expectedVersion = versionIn(request.headers['if-match']);
    const { state: before } = await this.#existing(id);
    const { why, rest } = withReason(body);
    const { document, credentials } = changed(before.document, rest);
    const command = () => ({ type: 'ChangeSync' as const, document });
    const sync = await this.syncs.change({ id, who: request.who, why, expectedVersion, command, credentials });
    audit(request, auditedChange(before, sync.state));
    return shown(reply, sync);
  }

  @ApiOperation({ summary: 'Start sending; nothing from before is sent' })
  @ApiBody({ schema: openApiSchema(Reason), required: false })
  @Answers(200, Sync, 404, 422)
  @Needs('editor')
  @Post('syncs/:id/enable')
  @HttpCode(200)
  async enable(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return shown(reply, await this.#switch(await this.#existing(id), 'EnableSync', request, body));
  }

  @ApiOperation({ summary: 'Stop sending; what waits for Kochava is kept, and the answer says how much that is' })
  @ApiBody({ schema: openApiSchema(Reason), required: false })
  @Answers(200, DisabledSync, 404, 422)
  @Needs('editor')
  @Post('syncs/:id/disable')
  @HttpCode(200)
  async disable(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const sync = await this.#switch(await this.#existing(id), 'DisableSync', request, body);
    return { ...shown(reply, sync), remaining: await this.remaining(sync.state) };
  }

  @ApiOperation({ summary: 'What of a sync is on its way to Kochava, and what is held' })
  @Answers(200, Remaining, 404)
  @Needs('viewer')
  @Get('syncs/:id/remaining')
  async whatRemains(@Param('id') id: string) {
    return this.remaining((await this.#existing(id)).state);
  }

  async #switch(
    { state }: { state: SyncState },
    type: 'EnableSync' | 'DisableSync',
    request: Authenticated,
    body: unknown,
  ): Promise<StoredSync> {
    const why = onlyReason(body);
    const sync = await this.syncs.change({ id: state.id, who: request.who, why, command: () => ({ type }) });
    audit(request, auditedChange(state, sync.state));
    return sync;
  }

  async #existing(id: string): Promise<StoredSync> {
    const sync = await this.syncs.get(id);
    if (sync === undefined) throw new Refused(404, 'there is no such sync');
    return sync;
  }
}

function shown(reply: FastifyReply, sync: StoredSync) {
  reply.header('etag', `"${sync.state.version}"`);
  return syncView(sync);
}
