import { Catch, HttpException, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type Problem } from '@kochava-stream/domain/sync';
import { type Logger } from '@kochava-stream/observability';
import { isRetryable } from '@kochava-stream/persistence';
import { type FastifyReply, type FastifyRequest } from 'fastify';

/** The request is understood and refused; `problems` name the fields. */
export class Refused extends HttpException {
  override readonly name = 'Refused';
  constructor(
    status: number,
    message: string,
    readonly problems: readonly Problem[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
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
    if (status >= 500 && !(error instanceof Refused))
      this.logger.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    const message = messageOf(error, status);
    const { problems, headers } = error instanceof Refused ? error : { problems: [], headers: {} };
    const form = { error: { status, message, problems } };
    await reply.code(status).headers(headers).header('cache-control', 'no-store').send(form);
  }
}

/** The status that an error is answered with. */
export function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (isRetryable(error)) return 503;
  // Fastify's own errors: a body that is too large, not JSON, of another type.
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}

function messageOf(error: unknown, status: number): string {
  if (status === 503 && !(error instanceof HttpException)) return 'the database cannot be asked now; try again';
  if (status >= 500 && !(error instanceof Refused)) return 'the server failed; its log says why';
  // Nest's own words repeat the address that was asked for, with whatever stands in it.
  if (error instanceof NotFoundException) return 'there is no such route';
  return error instanceof Error ? error.message : 'the request failed';
}
