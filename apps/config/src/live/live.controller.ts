import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { Projects } from '../store/projects.ts';
import { LiveQuery, LiveStream } from './live-schemas.ts';
import { LiveStreams } from './live-streams.ts';

const checkQuery = queryCheck(LiveQuery);

@ApiTags('live')
@Controller('api/projects/:project/live')
export class LiveController {
  constructor(
    @Inject(LiveStreams) private readonly streams: LiveStreams,
    @Inject(Projects) private readonly projects: Projects,
  ) {}

  @ApiOperation({ summary: 'Events as they pass, and what becomes of them; up to 200 events a second' })
  @Queried(LiveQuery)
  @Answers(200, LiveStream, 404, 429)
  @Needs('viewer')
  @Get()
  async live(@Param('project') project: string, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { sync, ...wanted } = checkQuery(query);
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
    this.streams.open({ project, wanted, sync }, reply);
  }
}
