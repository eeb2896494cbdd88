import { type FastifyInstance } from 'fastify';

/**
 * Takes bodies as JSON alone. Other types are what a form on another site can send without asking first, and Nest's
 * adapter would read them.
 */
export function takeJsonOnly(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async ({ headers }, reply) => {
    const type = headers['content-type'];
    if (type === undefined || /^application\/json\s*(;|$)/i.test(type)) return;
    const error = { status: 415, message: 'the body must be application/json', problems: [] };
    await reply.code(415).header('cache-control', 'no-store').send({ error });
  });
}
