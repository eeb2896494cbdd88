import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type Logger } from '@kochava-stream/observability';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { answerToError, send, sendPreflight } from './answering.ts';

/** What no route took: SDKs read the `code` of the body, and take Nest's own form for a broken server. */
@Catch()
export class AmplitudeErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (request.method === 'OPTIONS') {
      void sendPreflight(request, reply);
      return;
    }
    const answer = answerToError(error);
    if (answer.code >= 500) this.logger.error({ err: error }, 'a request failed');
    void send(reply, answer);
  }
}
