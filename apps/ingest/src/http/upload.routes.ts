import { limits, plainError, type Answer } from '@kochava-stream/amplitude';
import { type Logger, type Traceparent, type Tracing } from '@kochava-stream/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type UploadHandler, type UploadRoute } from '../accept/upload.handler.ts';
import { type IngestMetrics } from '../ingest-metrics.ts';
import { answerToError, send, sendPreflight, sendRemoteConfig } from './answering.ts';
import { type BodyReader, type BodyReading } from './body-reader.ts';
import { cleanIp } from './client-ip.ts';
import { type Draining } from './draining.ts';
import { UploadSpan } from './upload-span.ts';

const paths: Readonly<Record<string, UploadRoute>> = {
  '/2/httpapi': 'httpapi',
  '/batch': 'batch',
  '/identify': 'identify',
  '/groupidentify': 'groupidentify',
};
/** These two take their fields from the query string as well. */
const queryRoutes: ReadonlySet<UploadRoute> = new Set(['identify', 'groupidentify']);
const methodNotAllowed = plainError(405, 'Method not allowed');

export interface UploadRouteParts {
  readonly bodies: BodyReader;
  readonly uploads: UploadHandler;
  readonly metrics: IngestMetrics;
  readonly draining: Draining;
  readonly logger: Logger;
  readonly tracing: Tracing;
}

/**
 * Amplitude's routes, on Fastify itself: a context of their own without Nest's body parsers, pipes and guards, because
 * this is where every event passes.
 */
export class UploadRoutes {
  constructor(private readonly parts: UploadRouteParts) {}

  /** Registers the routes. */
  readonly plugin = async (server: FastifyInstance): Promise<void> => {
    server.removeAllContentTypeParsers();
    // The declared type means nothing here (beacons say text/plain), and Fastify would refuse those it cannot read.
    server.addContentTypeParser('*', (_request, _payload, done) => done(null));
    server.addHook('onRequest', (request, reply, done) => {
      this.parts.draining.track(reply.raw);
      request.raw.headers['content-type'] = undefined;
      done();
    });
    server.setErrorHandler((error, _request, reply) => this.#failed(error, reply));
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
    const span = new UploadSpan(this.parts.tracing, request);
    const answer = await this.#answer(route, request, span.traceparent);
    const failure = span.answered(answer.code);
    if (failure !== undefined) reply.header('x-trace-id', failure);
    this.parts.metrics.answered(route, answer.code);
    if (this.parts.draining.begun) reply.header('connection', 'close');
    return send(reply, answer);
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

  #failed(error: unknown, reply: FastifyReply): FastifyReply {
    const answer = answerToError(error);
    if (answer.code >= 500) this.parts.logger.error({ err: error }, 'an upload failed');
    return send(reply, answer);
  }
}
