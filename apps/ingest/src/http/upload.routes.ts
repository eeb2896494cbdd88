import { limits, plainError, type Answer } from '@kochava-stream/amplitude';
import { type Traceparent } from '@kochava-stream/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type UploadHandler, type UploadRoute } from '../accept/upload.handler.ts';
import { type IngestMetrics } from '../ingest-metrics.ts';
import { sendPreflight, sendRemoteConfig } from './answering.ts';
import { type BodyReader, type BodyReading } from './body-reader.ts';
import { cleanIp } from './client-ip.ts';
import { Entrance, type EntranceParts } from './entrance.ts';

const paths: Readonly<Record<string, UploadRoute>> = {
  '/2/httpapi': 'httpapi',
  '/batch': 'batch',
  '/identify': 'identify',
  '/groupidentify': 'groupidentify',
};
/** These two take their fields from the query string as well. */
const queryRoutes: ReadonlySet<UploadRoute> = new Set(['identify', 'groupidentify']);
const methodNotAllowed = plainError(405, 'Method not allowed');

export interface UploadRouteParts extends EntranceParts {
  readonly bodies: BodyReader;
  readonly uploads: UploadHandler;
  readonly metrics: IngestMetrics;
}

/** Amplitude's routes. */
export class UploadRoutes {
  readonly #entrance: Entrance;

  constructor(private readonly parts: UploadRouteParts) {
    this.#entrance = new Entrance(parts, 'an upload failed');
  }

  /** Registers the routes. */
  readonly plugin = async (server: FastifyInstance): Promise<void> => {
    this.#entrance.open(server);
    for (const [path, route] of Object.entries(paths)) {
      server.route({
        method: server.supportedMethods,
        url: path,
        handler: (request, reply) => this.#upload(route, request, reply),
      });
    }
    server.get('/config/:apiKey', (_request, reply) => sendRemoteConfig(reply));
  };

  async #upload(route: UploadRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (request.method === 'OPTIONS') return sendPreflight(request, reply);
    return this.#entrance.answer(request, reply, async (traceparent) => {
      const answer = await this.#answer(route, request, traceparent);
      this.parts.metrics.answered(route, answer.code);
      return answer;
    });
  }

  async #answer(route: UploadRoute, request: FastifyRequest, traceparent: Traceparent | undefined): Promise<Answer> {
    const body = await this.#body(route, request);
    if (body === undefined) return methodNotAllowed;
    if (!body.ok) return body.answer;
    return this.parts.uploads.handle({
      route,
      body: body.bytes,
      receivedAt: Date.now(),
      clientIp: () => cleanIp(request.ip),
      traceparent,
    });
  }

  /** undefined = not a method that carries an upload. */
  async #body(route: UploadRoute, request: FastifyRequest): Promise<BodyReading | undefined> {
    if (request.method === 'POST') return this.parts.bodies.read(request.raw, limits[route].bytes);
    if (request.method !== 'GET' || !queryRoutes.has(route)) return undefined;
    const query = request.originalUrl.split('?', 2)[1] ?? '';
    return { ok: true, bytes: Buffer.from(query) };
  }
}
