import { type Answer } from '@kochava-stream/amplitude';
import { type Logger, type Traceparent, type Tracing } from '@kochava-stream/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { answerToError, send } from './answering.ts';
import { type Draining } from './draining.ts';
import { UploadSpan } from './upload-span.ts';

export interface EntranceParts {
  readonly draining: Draining;
  readonly logger: Logger;
  readonly tracing: Tracing;
}

/**
 * How something comes in from outside: on Fastify itself, in a context of its own without Nest's body parsers, pipes and
 * guards.
 */
export class Entrance {
  /** @param failed said in the log of what nobody foresaw */
  constructor(
    private readonly parts: EntranceParts,
    private readonly failed: string,
  ) {}

  /** Whoever answers reads the body, and every request counts as in flight until it is answered. */
  open(server: FastifyInstance): void {
    server.removeAllContentTypeParsers();
    // The declared type means nothing here (beacons say text/plain), and Fastify would refuse those it cannot read.
    server.addContentTypeParser('*', (_request, _payload, done) => done(null));
    server.addHook('onRequest', (request, reply, done) => {
      this.parts.draining.track(reply.raw);
      request.raw.headers['content-type'] = undefined;
      done();
    });
    server.setErrorHandler((error, _request, reply) => {
      const answer = answerToError(error);
      if (answer.code >= 500) this.parts.logger.error({ err: error }, this.failed);
      return send(reply, answer);
    });
  }

  /** Answers as `answer` says, under a span; a failure is found by the trace id that it is answered with. */
  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: (traceparent: Traceparent | undefined) => Promise<Answer>,
  ): Promise<FastifyReply> {
    const span = new UploadSpan(this.parts.tracing, request);
    const answered = await answer(span.traceparent);
    const failure = span.answered(answered.code);
    if (failure !== undefined) reply.header('x-trace-id', failure);
    if (this.parts.draining.begun) reply.header('connection', 'close');
    return send(reply, answered);
  }
}
