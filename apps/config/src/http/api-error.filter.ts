import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type Problem } from '@kochava-stream/domain/sync';
import { type Logger } from '@kochava-stream/observability';
import { type FastifyReply, type FastifyRequest } from 'fastify';

/** The request is understood and refused; `problems` name the fields. */
export class Refused extends HttpException {
  override readonly name = 'Refused';
  constructor(
    status: number,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message, status);
  }
}

/** One form for every error: `{ error: { status, message, problems } }`. */
@Catch()
export class ApiErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const status = statusOf(error);
    if (status >= 500) this.logger.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    const message = status >= 500 ? 'the server failed; its log says why' : messageOf(error);
    const problems = error instanceof Refused ? error.problems : [];
    await reply.code(status).header('cache-control', 'no-store').send({ error: { status, message, problems } });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  // Fastify's own errors: a body that is too large, not JSON, of another type.
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the request failed';
}
