import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { enableProblems, type Problem } from '@kochava-stream/domain/sync';
import { PublishFailed } from '@kochava-stream/messaging';
import { type FastifyRequest } from 'fastify';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Syncs } from '../store/syncs.ts';
import { draftOf } from './draft.ts';
import { PreviewRequest, TestResult } from './preview-schemas.ts';
import { preview, type Draft, type KochavaRequest } from './preview.ts';
import { sentTest } from './sent-test.ts';
import { TestSends } from './test-sends.ts';

@ApiTags('preview')
@Controller('api/syncs/:id')
export class TestController {
  constructor(
    @Inject(Syncs) private readonly syncs: Syncs,
    @Inject(TestSends) private readonly tests: TestSends,
  ) {}

  @ApiOperation({ summary: 'Send what one event would cause to Kochava, now, once, and show the replies' })
  @ApiBody({ schema: openApiSchema(PreviewRequest) })
  @Answers(200, TestResult, 404, 422, 429)
  @Needs('editor')
  @Post('test')
  @HttpCode(200)
  async test(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const sync = await this.syncs.get(id);
    if (sync === undefined) throw new Refused(404, 'there is no such sync');
    const now = Date.now();
    const { event, draft } = draftOf(sync, body, { now, ip: request.ip });
    const problems = testProblems(draft, body);
    if (problems.length > 0) throw new Refused(422, 'a test cannot be sent so; see problems', problems);
    const previewed = preview(event, now, draft);
    const requests = [previewed.request, ...previewed.links.requests].filter((each) => each !== null);
    if (requests.length > 0) this.tests.admit(id, now);
    return { preview: previewed, sent: await this.#send(id, requests, draft) };
  }

  /** The event first: a link without one would be tied to nothing. After a call that failed, no other is made. */
  async #send(id: string, requests: readonly KochavaRequest[], { document }: Draft) {
    const sent: ReturnType<typeof sentTest>[] = [];
    for (const request of requests) {
      const { kind, body } = request;
      const userAgent = request.headers['User-Agent'] ?? 'Unknown';
      const call = { kind, body, userAgent, signed: document.authentication.enabled };
      const result = sentTest(request, await this.tests.send(id, call).catch(unavailable));
      sent.push(result);
      if (result.outcome !== 'accepted') break;
    }
    return sent;
  }
}

/** What must be right to send anything; credentials are used as they are stored. */
function testProblems({ document, state }: Draft, body: unknown): Problem[] {
  const { authentication } = ((body as { patch?: Record<string, unknown> }).patch ?? {}) as {
    authentication?: { apiKey?: unknown; apiSecret?: unknown };
  };
  const unsaved = (authentication?.apiKey ?? authentication?.apiSecret ?? null) !== null;
  const problem = 'is not saved yet, and a test is signed with what is: save the sync first';
  return [
    ...enableProblems(document, state.secret).filter(({ field }) => field !== '/mappings'),
    ...(unsaved && document.authentication.enabled ? [{ field: '/authentication/apiKey', problem }] : []),
  ];
}

function unavailable(error: unknown): never {
  if (error instanceof PublishFailed) throw new Refused(503, 'NATS cannot be reached now; try again');
  throw error;
}
