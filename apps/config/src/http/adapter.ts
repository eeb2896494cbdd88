import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';

/** What Fastify itself refuses, before there is a route. */
const refusals: Readonly<Record<number, string>> = {
  400: 'the address cannot be read',
  414: 'a part of the path is too long',
};

/**
 * Fastify under the API.
 * @param trustedProxies whose X-Forwarded-For is believed: addresses or networks, comma separated; '' = nobody's
 */
export function apiAdapter(trustedProxies: string): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy: trustedProxies === '' ? false : trustedProxies,
    frameworkErrors: refuse,
  });
}

/** In the form of every error. Fastify's words would repeat the address. */
function refuse(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 400;
  const message = refusals[status] ?? 'the request cannot be understood';
  void reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ error: { status, message, problems: [] } });
}
