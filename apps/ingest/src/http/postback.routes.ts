import { plainError, type Answer } from '@kochava-stream/amplitude';
import { type Logger, type Tracing } from '@kochava-stream/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type PostbackHandler } from '../accept/postback.handler.ts';
import { answerToError, send } from './answering.ts';
import { type BodyReader } from './body-reader.ts';
import { cleanIp } from './client-ip.ts';
import { type Draining } from './draining.ts';
import { formFields, jsonFields, type Fields } from './postback-fields.ts';
import { UploadSpan } from './upload-span.ts';

/** Of a body; Kochava says in a query string what it has to say. */
const bodyBytes = 16 * 1024;
const notJson = plainError(400, 'The body is not a JSON object');

export interface PostbackRouteParts {
  readonly bodies: BodyReader;
  readonly postbacks: PostbackHandler;
  readonly draining: Draining;
  readonly logger: Logger;
  readonly tracing: Tracing;
}

/** Where Kochava tells of installs. The secret is part of the path: no log, trace or metric may have the path in it. */
export class PostbackRoutes {
  constructor(private readonly parts: PostbackRouteParts) {}

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
    server.route<{ Params: { project: string; secret: string } }>({
      method: ['GET', 'POST'],
      exposeHeadRoute: false,
      url: '/kochava/postbacks/:project/:secret',
      handler: (request, reply) => this.#postback(request, request.params, reply),
    });
  };

  async #postback(
    request: FastifyRequest,
    params: { project: string; secret: string },
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const span = new UploadSpan(this.parts.tracing, request);
    const answer = await this.#answer(request, params, reply);
    const failure = span.answered(answer.code);
    if (failure !== undefined) reply.header('x-trace-id', failure);
    if (this.parts.draining.begun) reply.header('connection', 'close');
    return send(reply, answer);
  }

  async #answer(
    request: FastifyRequest,
    params: { project: string; secret: string },
    reply: FastifyReply,
  ): Promise<Answer> {
    const { postbacks } = this.parts;
    const now = Date.now();
    const door = postbacks.enter({ ...params, place: cleanIp(request.ip) ?? '', now });
    if ('answer' in door) {
      if (door.waitSeconds !== undefined) reply.header('retry-after', String(door.waitSeconds));
      return door.answer;
    }
    const fields = await this.#fields(request);
    return 'code' in fields ? postbacks.refused(fields) : postbacks.take(door, fields, now);
  }

  /** Of the query string, and of a body, which says more. */
  async #fields(request: FastifyRequest): Promise<Fields | Answer> {
    const inQuery = formFields(request.originalUrl.split('?', 2)[1] ?? '');
    if (request.method !== 'POST') return inQuery;
    const body = await this.parts.bodies.read(request.raw, bodyBytes);
    if (!body.ok) return body.answer;
    const text = body.bytes
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trim();
    const inBody = /^[[{]/.test(text) ? jsonFields(text) : formFields(text);
    return inBody === undefined ? notJson : new Map([...inQuery, ...inBody]);
  }

  #failed(error: unknown, reply: FastifyReply): FastifyReply {
    const answer = answerToError(error);
    if (answer.code >= 500) this.parts.logger.error({ err: error }, 'a postback failed');
    return send(reply, answer);
  }
}
