import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { ChangesNothing } from '../audit/audited.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Syncs } from '../store/syncs.ts';
import { draftOf } from './draft.ts';
import { Preview, PreviewRequest } from './preview-schemas.ts';
import { preview } from './preview.ts';

@ApiTags('preview')
@Controller('api/syncs/:id')
export class PreviewController {
  constructor(@Inject(Syncs) private readonly syncs: Syncs) {}

  @ApiOperation({ summary: 'What one event would cause: the decision, the exact requests to Kochava, or why not' })
  @ApiBody({ schema: openApiSchema(PreviewRequest) })
  @Answers(200, Preview, 404, 422)
  @ChangesNothing()
  @Needs('viewer')
  @Post('preview')
  @HttpCode(200)
  async preview(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const sync = await this.syncs.get(id);
    if (sync === undefined) throw new Refused(404, 'there is no such sync');
    const now = Date.now();
    const { event, draft } = draftOf(sync, body, { now, ip: request.ip });
    return preview(event, now, draft);
  }
}
