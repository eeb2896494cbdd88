import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Queried } from '../http/query.ts';
import { DeadLetterDesk } from './desk.ts';
import {
  DeleteAnswer,
  DeleteOrder,
  GroupsQuery,
  LetterGroups,
  LetterList,
  LettersPage,
  Replay,
  ReplayAnswer,
  ReplayList,
  ReplayOrder,
  ReplaysPage,
  WholeLetter,
} from './schemas.ts';

const ofNone = { sync: '', project: '' };

@ApiTags('dead letters')
@Needs('admin', { of: 'installation' })
@Controller('api')
export class UnassignedLettersController {
  constructor(@Inject(DeadLetterDesk) private readonly desk: DeadLetterDesk) {}

  @ApiOperation({ summary: 'Dead letters of which nobody could tell the sync, the newest first' })
  @Queried(LettersPage)
  @Answers(200, LetterList)
  @Get('dead-letters')
  async list(@Query() query: unknown) {
    return await this.desk.list(ofNone, query);
  }

  @ApiOperation({ summary: 'How many dead letters there are of which kind and reason' })
  @Queried(GroupsQuery)
  @Answers(200, LetterGroups)
  @Get('dead-letters/groups')
  async groups(@Query() query: unknown) {
    return await this.desk.groups(ofNone, query);
  }

  @ApiOperation({ summary: 'One dead letter of no sync, with the message that could not be read' })
  @Answers(200, WholeLetter, 404)
  @Get('dead-letters/:letter')
  async one(@Param('letter') letter: string) {
    return await this.desk.one(ofNone, letter);
  }

  @ApiOperation({
    summary:
      'Put messages back to where they came from, no faster than the rate; letters that come later are not in it',
  })
  @ApiBody({ schema: openApiSchema(ReplayOrder) })
  @Answers(200, ReplayAnswer, 409, 422)
  @Post('dead-letters/replay')
  @HttpCode(200)
  async replay(@Body() body: unknown, @Req() request: Authenticated) {
    const answer = await this.desk.replay(ofNone, body, request.who);
    audit(request, { after: answer });
    return answer;
  }

  @ApiOperation({ summary: 'Delete dead letters; nothing of what was in them is left' })
  @ApiBody({ schema: openApiSchema(DeleteOrder) })
  @Answers(200, DeleteAnswer, 422)
  @Post('dead-letters/delete')
  @HttpCode(200)
  async delete(@Body() body: unknown, @Req() request: Authenticated) {
    const answer = await this.desk.delete(ofNone, body);
    audit(request, { before: body, after: answer });
    return answer;
  }

  @ApiOperation({ summary: 'What was replayed, and what is under way, the newest first' })
  @Queried(ReplaysPage)
  @Answers(200, ReplayList)
  @Get('replays')
  async replays(@Query() query: unknown) {
    return await this.desk.replaysOf(ofNone, query);
  }

  @ApiOperation({ summary: 'How far one replay is' })
  @Answers(200, Replay, 404)
  @Get('replays/:replay')
  async oneReplay(@Param('replay') replay: string) {
    return await this.desk.oneReplay(ofNone, replay);
  }

  @ApiOperation({ summary: 'Stop a replay: what it has not sent stays among the dead letters' })
  @Answers(200, Replay, 404)
  @Post('replays/:replay/stop')
  @HttpCode(200)
  async stop(@Param('replay') replay: string, @Req() request: Authenticated) {
    const stopped = await this.desk.stop(ofNone, replay, request.who);
    audit(request, { after: stopped });
    return stopped;
  }
}
