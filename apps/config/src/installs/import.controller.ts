import { Controller, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { audit } from '../audit/audited.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { Syncs } from '../store/syncs.ts';
import { importInstalls } from './import-installs.ts';
import { ImportAnswer, ImportQuery } from './import-schemas.ts';
import { linesOf } from './lines.ts';
import { PublishInstalls } from './publish-installs.ts';
import { rowsOf, type RowFormat } from './rows.ts';

const checkQuery = queryCheck(ImportQuery);
const formats: readonly [RegExp, RowFormat][] = [
  [/^text\/csv\s*(;|$)/i, 'csv'],
  [/^application\/x-ndjson\s*(;|$)/i, 'ndjson'],
];

@ApiTags('installs')
@Controller('api/syncs/:id')
export class ImportController {
  constructor(
    @Inject(Syncs) private readonly syncs: Syncs,
    @Inject(PublishInstalls) private readonly installs: PublishInstalls,
  ) {}

  @ApiOperation({
    summary: 'Import installs that Kochava has, one a line; columns are named as the parameters of install postbacks',
  })
  @ApiConsumes('text/csv', 'application/x-ndjson')
  @ApiBody({ schema: { type: 'string' }, description: 'read as it comes, of any length' })
  @Queried(ImportQuery)
  @Answers(200, ImportAnswer, 404, 415)
  @Needs('editor')
  @Post('installs')
  @HttpCode(200)
  async import(@Param('id') id: string, @Query() query: unknown, @Req() request: FastifyRequest) {
    const { dryRun = false } = checkQuery(query);
    const sync = await this.syncs.get(id);
    if (sync === undefined) throw new Refused(404, 'there is no such sync');
    const format = formatOf(request.headers['content-type']);
    const order = {
      sync: id,
      parameters: sync.state.document.postbacks?.parameters,
      shards: this.installs.shards,
      now: Date.now(),
      publish: dryRun ? async () => undefined : this.installs.tell.bind(this.installs),
    };
    const done = await importInstalls(rowsOf(linesOf(bodyOf(request)), format), order);
    audit(request, { after: { dryRun, ...done, problems: done.problems.length } });
    return { dryRun, ...done };
  }
}

function formatOf(type: string | undefined): RowFormat {
  const [, format] = formats.find(([mark]) => mark.test(type ?? '')) ?? [];
  if (format === undefined) throw new Refused(415, 'the body must be text/csv or application/x-ndjson');
  return format;
}

async function* bodyOf({ raw }: FastifyRequest): AsyncGenerator<Uint8Array> {
  try {
    yield* raw as AsyncIterable<Uint8Array>;
  } catch {
    throw new Refused(400, 'the body ended too early: what was read is told, send it again');
  }
}
