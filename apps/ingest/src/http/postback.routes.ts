import { plainError, type Answer } from '@kochava-stream/amplitude';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type PostbackHandler } from '../accept/postback.handler.ts';
import { type BodyReader } from './body-reader.ts';
import { cleanIp } from './client-ip.ts';
import { Entrance, type EntranceParts } from './entrance.ts';
import { formFields, jsonFields, type Fields } from './postback-fields.ts';

/** Of a body; Kochava says in a query string what it has to say. */
const bodyBytes = 16 * 1024;
const notJson = plainError(400, 'The body is not a JSON object');

export interface PostbackRouteParts extends EntranceParts {
  readonly bodies: BodyReader;
  readonly postbacks: PostbackHandler;
}

/** Where Kochava tells of installs. The secret is part of the path: no log, trace or metric may have the path in it. */
export class PostbackRoutes {
  readonly #entrance: Entrance;

  constructor(private readonly parts: PostbackRouteParts) {
    this.#entrance = new Entrance(parts, 'a postback failed');
  }

  /** Registers the route. */
  readonly plugin = async (server: FastifyInstance): Promise<void> => {
    this.#entrance.open(server);
    server.route<{ Params: { project: string; secret: string } }>({
      method: ['GET', 'POST'],
      exposeHeadRoute: false,
      url: '/kochava/postbacks/:project/:secret',
      handler: (request, reply) =>
        this.#entrance.answer(request, reply, () => this.#answer(request, request.params, reply)),
    });
  };

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
}
