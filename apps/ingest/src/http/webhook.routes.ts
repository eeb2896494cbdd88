import { limits, type Answer } from '@kochava-stream/amplitude';
import { type Logger, type Traceparent, type Tracing } from '@kochava-stream/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type WebhookHandler } from '../accept/webhook.handler.ts';
import { type IngestMetrics } from '../ingest-metrics.ts';
import { answerToError, send } from './answering.ts';
import { type BodyReader } from './body-reader.ts';
import { cleanIp } from './client-ip.ts';
import { type Draining } from './draining.ts';
import { UploadSpan } from './upload-span.ts';

/** Which header has the secret; Amplitude lets five be set. `Authorization: Bearer` will do as well. */
export const secretHeader = 'x-webhook-secret';

export interface WebhookRouteParts {
  readonly bodies: BodyReader;
  readonly webhooks: WebhookHandler;
  readonly metrics: IngestMetrics;
  readonly draining: Draining;
  readonly logger: Logger;
  readonly tracing: Tracing;
}

/** Where Amplitude's webhook streaming sends events and users. */
export class WebhookRoutes {
  constructor(private readonly parts: WebhookRouteParts) {}

  /** Registers the route. */
  readonly plugin = async (server: FastifyInstance): Promise<void> => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, _payload, done) => done(null));
    server.addHook('onRequest', (request, reply, done) => {
      this.parts.draining.track(reply.raw);
      request.raw.headers['content-type'] = undefined;
      done();
    });
    server.setErrorHandler((error, _request, reply) => this.#failed(error, reply));
    server.route<{ Params: { project: string } }>({
      method: 'POST',
      url: '/amplitude/webhook/:project',
      handler: (request, reply) => this.#webhook(request, request.params.project, reply),
    });
  };

  async #webhook(request: FastifyRequest, project: string, reply: FastifyReply): Promise<FastifyReply> {
    const span = new UploadSpan(this.parts.tracing, request);
    const answer = await this.#answer({ request, project, reply }, span.traceparent);
    const failure = span.answered(answer.code);
    if (failure !== undefined) reply.header('x-trace-id', failure);
    this.parts.metrics.answered('webhook', answer.code);
    if (this.parts.draining.begun) reply.header('connection', 'close');
    return send(reply, answer);
  }

  async #answer(
    { request, project, reply }: { request: FastifyRequest; project: string; reply: FastifyReply },
    traceparent: Traceparent | undefined,
  ): Promise<Answer> {
    const receivedAt = Date.now();
    const clientIp = () => cleanIp(request.ip);
    const knock = { project, secret: secretOf(request), place: clientIp() ?? '', now: receivedAt };
    const door = this.parts.webhooks.enter(knock);
    if ('answer' in door) {
      if (door.waitSeconds !== undefined) reply.header('retry-after', String(door.waitSeconds));
      return door.answer;
    }
    const body = await this.parts.bodies.read(request.raw, limits.webhook.bytes);
    if (!body.ok) return body.answer;
    return this.parts.webhooks.take(door, { body: body.bytes, receivedAt, clientIp, traceparent });
  }

  #failed(error: unknown, reply: FastifyReply): FastifyReply {
    const answer = answerToError(error);
    if (answer.code >= 500) this.parts.logger.error({ err: error }, 'a webhook call failed');
    return send(reply, answer);
  }
}

function secretOf({ headers }: FastifyRequest): string {
  const given = headers[secretHeader];
  if (typeof given === 'string') return given.trim();
  return /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}
