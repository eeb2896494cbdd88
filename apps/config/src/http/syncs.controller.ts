import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { emptyDocument } from '@kochava-stream/domain/sync';
import { type FastifyReply } from 'fastify';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { newId } from '../store/ids.ts';
import { Projects } from '../store/projects.ts';
import { Syncs, type StoredSync } from '../store/syncs.ts';
import { Refused } from './api-error.filter.ts';
import { bodyCheck } from './body.ts';
import { openApiSchema } from './openapi.ts';
import { SyncPatch, WritableSync, type SyncPatch as Patched } from './requests.ts';
import { credentialsIn, patched } from './sync-patch.ts';
import { syncView } from './sync-view.ts';

const checkPatch = bodyCheck(SyncPatch);

@ApiTags('syncs')
@ApiBearerAuth()
@Controller('api')
export class SyncsController {
  constructor(
    @Inject(Syncs) private readonly syncs: Syncs,
    @Inject(Projects) private readonly projects: Projects,
  ) {}

  @ApiOperation({ summary: 'Create a sync "Kochava (Post Install)"; it starts disabled' })
  @ApiBody({ schema: openApiSchema(WritableSync) })
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
    const patch = checkPatch(body) as Patched;
    const id = newId('sy');
    const document = patched(emptyDocument(''), patch);
    const credentials = credentialsIn(patch);
    const command = () => ({ type: 'CreateSync' as const, id, project, document });
    return shown(
      reply,
      await this.syncs.change({ id, who: request.who, command, ...(credentials && { credentials }) }),
    );
  }

  @ApiOperation({ summary: "A project's syncs" })
  @Needs('viewer')
  @Get('projects/:project/syncs')
  async list(@Param('project') project: string) {
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
    return { syncs: (await this.syncs.ofProject(project)).map(syncView) };
  }

  @ApiOperation({ summary: 'One sync; the ETag is its version' })
  @Needs('viewer')
  @Get('syncs/:id')
  async get(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const sync = await this.syncs.get(id);
    if (sync === undefined) throw new Refused(404, 'there is no such sync');
    return shown(reply, sync);
  }

  @ApiOperation({ summary: 'Change a sync: JSON Merge Patch against the version in If-Match' })
  @ApiHeader({ name: 'If-Match', required: true, description: 'the version that was read, e.g. "3"' })
  @ApiBody({ schema: openApiSchema(WritableSync) })
  @Needs('editor')
  @Patch('syncs/:id')
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated & { headers: Record<string, string | undefined> },
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const expectedVersion = versionIn(request.headers['if-match']);
    const patch = checkPatch(body) as Patched;
    const before = await this.syncs.get(id);
    if (before === undefined) throw new Refused(404, 'there is no such sync');
    const document = patched(before.state.document, patch);
    const credentials = credentialsIn(patch);
    const command = () => ({ type: 'ChangeSync' as const, document });
    const change = { id, who: request.who, expectedVersion, command, ...(credentials && { credentials }) };
    return shown(reply, await this.syncs.change(change));
  }

  @ApiOperation({ summary: 'Start sending; nothing from before is sent' })
  @Needs('editor')
  @Post('syncs/:id/enable')
  @HttpCode(200)
  enable(@Param('id') id: string, @Req() request: Authenticated, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.switch(id, 'EnableSync', request, reply);
  }

  @ApiOperation({ summary: 'Stop sending; what waits for Kochava is kept' })
  @Needs('editor')
  @Post('syncs/:id/disable')
  @HttpCode(200)
  disable(@Param('id') id: string, @Req() request: Authenticated, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.switch(id, 'DisableSync', request, reply);
  }

  private async switch(id: string, type: 'EnableSync' | 'DisableSync', request: Authenticated, reply: FastifyReply) {
    if ((await this.syncs.get(id)) === undefined) throw new Refused(404, 'there is no such sync');
    return shown(reply, await this.syncs.change({ id, who: request.who, command: () => ({ type }) }));
  }
}

function shown(reply: FastifyReply, sync: StoredSync) {
  reply.header('etag', `"${sync.state.version}"`);
  return syncView(sync);
}

/** If-Match: "3", W/"3" or 3. */
function versionIn(ifMatch: string | undefined): number {
  const version = /^(?:W\/)?"?(\d+)"?$/.exec(ifMatch ?? '')?.[1];
  if (version === undefined) {
    throw new Refused(428, 'the header If-Match is required: the version of the sync you read, from its ETag');
  }
  return Number(version);
}
