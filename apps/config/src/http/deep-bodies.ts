import { type FastifyInstance } from 'fastify';

/** Layers of a body: more than any sync, event or filter has, and far fewer than a stack bears. */
const mostLayers = 100;

/** Refuses bodies that are nested so deeply that looking at them would exhaust the stack. */
export function refuseDeepBodies(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', async (request, reply) => {
    if (!isDeeper(request.body, mostLayers)) return;
    const problems = [{ field: '', problem: `is nested more than ${mostLayers} layers deep` }];
    const error = { status: 400, message: 'the body cannot be read; see problems', problems };
    await reply.code(400).header('cache-control', 'no-store').send({ error });
  });
}

/** Whether a JSON value has more layers; it looks no deeper than that. */
export function isDeeper(value: unknown, layers: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (layers === 0) return true;
  for (const inner of Object.values(value)) if (isDeeper(inner, layers - 1)) return true;
  return false;
}
