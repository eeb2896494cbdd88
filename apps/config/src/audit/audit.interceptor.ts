import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { type Logger } from '@kochava-stream/observability';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { type Authenticated } from '../auth/actor.ts';
import { statusOf } from '../http/api-error.filter.ts';
import { type AuditLog } from './audit-log.ts';
import { auditedOf, isChange } from './audited.ts';

type Request = FastifyRequest & Partial<Authenticated>;

/** Writes down every request that changes something: before its handler runs, and what became of it. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly log: AuditLog,
    private readonly projectOf: (sync: string) => Promise<string | undefined>,
    private readonly logger: Logger,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!isChange(request.method, context.getHandler())) return next.handle();
    return from(this.#audited(request, context.switchToHttp().getResponse<FastifyReply>(), next));
  }

  async #audited(request: Request, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const { actor } = request;
    const id = await this.log.began({ request, actor, project: await this.#project(request) });
    void reply.header('x-request-id', id);
    try {
      const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.#end(id, request, reply.statusCode);
      return answer;
    } catch (error) {
      await this.#end(id, request, statusOf(error));
      throw error;
    }
  }

  /** What was done is done: a log that fails now does not turn the answer into an error. `began` stands. */
  async #end(id: string, request: Request, status: number): Promise<void> {
    try {
      await this.log.ended(id, request.actor, status, auditedOf(request));
    } catch (error) {
      this.logger.error({ err: error, auditRequest: id, status }, 'the end of a request could not be audited');
    }
  }

  async #project(request: Request): Promise<string | undefined> {
    const { project, id } = request.params as { project?: string; id?: string };
    if (project !== undefined) return project;
    const ofSync = id !== undefined && request.routeOptions.url?.startsWith('/api/syncs/:id') === true;
    return ofSync ? this.projectOf(id) : undefined;
  }
}
