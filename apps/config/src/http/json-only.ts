import { type FastifyInstance, type FastifyRequest } from 'fastify';

/** The one route that takes lists of any length, and the types in which it does. */
const listRoute = '/api/syncs/:id/installs';
const listTypes = ['text/csv', 'application/x-ndjson'];

/**
 * Takes bodies as JSON alone, and lists where they belong. Other types are what a form on another site can send without
 * asking first, and Nest's adapter would read them.
 */
export function takeJsonOnly(fastify: FastifyInstance): void {
  // Whoever takes a list reads it as it comes.
  fastify.addContentTypeParser(listTypes, (_request, _payload, done) => done(null));
  fastify.addHook('onRequest', async (request, reply) => {
    const type = request.headers['content-type'];
    if (type === undefined || /^application\/json\s*(;|$)/i.test(type) || isList(request, type)) return;
    const error = { status: 415, message: 'the body must be application/json', problems: [] };
    await reply.code(415).header('cache-control', 'no-store').send({ error });
  });
}

function isList({ method, routeOptions }: FastifyRequest, type: string): boolean {
  const [plain = ''] = type.toLowerCase().split(';');
  return method === 'POST' && routeOptions.url === listRoute && listTypes.includes(plain.trim());
}
