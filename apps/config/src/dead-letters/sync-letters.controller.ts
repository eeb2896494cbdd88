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

@ApiTags('dead letters')
@Controller('api/syncs/:id')
export class SyncLettersController {
  constructor(@Inject(DeadLetterDesk) private readonly desk: DeadLetterDesk) {}

  @ApiOperation({ summary: "A sync's dead letters, the newest first" })
  @Queried(LettersPage)
  @Answers(200, LetterList, 404)
  @Needs('viewer')
  @Get('dead-letters')
  async list(@Param('id') id: string, @Query() query: unknown) {
    return await this.desk.list(await this.desk.ofSync(id), query);
  }

  @ApiOperation({ summary: 'How many dead letters there are of which kind and reason' })
  @Queried(GroupsQuery)
  @Answers(200, LetterGroups, 404)
  @Needs('viewer')
  @Get('dead-letters/groups')
  async groups(@Param('id') id: string, @Query() query: unknown) {
    return await this.desk.groups(await this.desk.ofSync(id), query);
  }

  @ApiOperation({ summary: 'One dead letter: what was sent to us, what we sent, what Kochava said' })
  @Answers(200, WholeLetter, 404)
  @Needs('viewer')
  @Get('dead-letters/:letter')
  async one(@Param('id') id: string, @Param('letter') letter: string) {
    return await this.desk.one(await this.desk.ofSync(id), letter);
  }

  @ApiOperation({ summary: 'Send dead letters again, no faster than the rate; letters that come later are not in it' })
  @ApiBody({ schema: openApiSchema(ReplayOrder) })
  @Answers(200, ReplayAnswer, 404, 409, 422)
  @Needs('editor')
  @Post('dead-letters/replay')
  @HttpCode(200)
  async replay(@Param('id') id: string, @Body() body: unknown, @Req() request: Authenticated) {
    const answer = await this.desk.replay(await this.desk.ofSync(id), body, request.who);
    audit(request, { after: answer });
    return answer;
  }

  @ApiOperation({ summary: 'Delete dead letters; nothing of what was in them is left' })
  @ApiBody({ schema: openApiSchema(DeleteOrder) })
  @Answers(200, DeleteAnswer, 404, 422)
  @Needs('editor')
  @Post('dead-letters/delete')
  @HttpCode(200)
  async delete(@Param('id') id: string, @Body() body: unknown, @Req() request: Authenticated) {
    const answer = await this.desk.delete(await this.desk.ofSync(id), body);
    audit(request, { before: body, after: answer });
    return answer;
  }

  @ApiOperation({ summary: 'What was replayed, and what is under way, the newest first' })
  @Queried(ReplaysPage)
  @Answers(200, ReplayList, 404)
  @Needs('viewer')
  @Get('replays')
  async replays(@Param('id') id: string, @Query() query: unknown) {
    return await this.desk.replaysOf(await this.desk.ofSync(id), query);
  }

  @ApiOperation({ summary: 'How far one replay is' })
  @Answers(200, Replay, 404)
  @Needs('viewer')
  @Get('replays/:replay')
  async oneReplay(@Param('id') id: string, @Param('replay') replay: string) {
    return await this.desk.oneReplay(await this.desk.ofSync(id), replay);
  }

  @ApiOperation({ summary: 'Stop a replay: what it has not sent stays among the dead letters' })
  @Answers(200, Replay, 404)
  @Needs('editor')
  @Post('replays/:replay/stop')
  @HttpCode(200)
  async stop(@Param('id') id: string, @Param('replay') replay: string, @Req() request: Authenticated) {
    const stopped = await this.desk.stop(await this.desk.ofSync(id), replay, request.who);
    audit(request, { after: stopped });
    return stopped;
  }
}
