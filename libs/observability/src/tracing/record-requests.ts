import { type FastifyInstance } from 'fastify';
import { validTraceparent } from './traceparent.ts';
import { type Tracing } from './tracing.ts';

/** A span for every request below a path, by its route's template; to be called before the routes are made. */
export function recordRequests(server: FastifyInstance, tracing: Tracing, below: string): void {
  if (!tracing.on) return;
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url;
    if (route?.startsWith(below) === true) {
      const { method } = request;
      const span = tracing.span(`${method} ${route}`, {
        role: 'server',
        parent: validTraceparent(request.headers['traceparent']),
        since: Date.now() - reply.elapsedTime,
        // The path itself may hold ids of people.
        attributes: {
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': reply.statusCode,
        },
      });
      if (reply.statusCode >= 500) span?.fail(String(reply.statusCode));
      span?.end();
    }
    done();
  });
}
