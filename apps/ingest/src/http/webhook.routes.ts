import { limits, type Answer } from '@kochava-stream/amplitude';
import { type Traceparent } from '@kochava-stream/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type WebhookHandler } from '../accept/webhook.handler.ts';
import { type IngestMetrics } from '../ingest-metrics.ts';
import { type BodyReader } from './body-reader.ts';
import { cleanIp } from './client-ip.ts';
import { Entrance, type EntranceParts } from './entrance.ts';

/** Which header has the secret; Amplitude lets five be set. `Authorization: Bearer` will do as well. */
export const secretHeader = 'x-webhook-secret';

export interface WebhookRouteParts extends EntranceParts {
  readonly bodies: BodyReader;
  readonly webhooks: WebhookHandler;
  readonly metrics: IngestMetrics;
}

/** Where Amplitude's webhook streaming sends events and users. */
export class WebhookRoutes {
  readonly #entrance: Entrance;

  constructor(private readonly parts: WebhookRouteParts) {
    this.#entrance = new Entrance(parts, 'a webhook call failed');
  }

  /** Registers the route. */
  readonly plugin = async (server: FastifyInstance): Promise<void> => {
    this.#entrance.open(server);
    server.route<{ Params: { project: string } }>({
      method: 'POST',
      url: '/amplitude/webhook/:project',
      handler: (request, reply) => this.#webhook(request, request.params.project, reply),
    });
  };

  #webhook(request: FastifyRequest, project: string, reply: FastifyReply): Promise<FastifyReply> {
    return this.#entrance.answer(request, reply, async (traceparent) => {
      const answer = await this.#answer({ request, project, reply }, traceparent);
      this.parts.metrics.answered('webhook', answer.code);
      return answer;
    });
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
}

function secretOf({ headers }: FastifyRequest): string {
  const given = headers[secretHeader];
  if (typeof given === 'string') return given.trim();
  return /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}
