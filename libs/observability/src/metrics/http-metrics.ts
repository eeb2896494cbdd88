import { type FastifyInstance } from 'fastify';
import { counter, histogram } from './declaration.ts';
import { type Metrics } from './metrics.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const statuses = ['1xx', '2xx', '3xx', '4xx', '5xx'];
const opsRoutes = ['/healthz', '/readyz', '/metrics'];

/** What every service counts of its own HTTP server. */
export const httpMetrics = {
  requests: histogram('http_request_duration_seconds', 'HTTP requests, from their head to the end of the answer', {
    unit: 'seconds',
    labels: {
      route: { most: 100, what: "the route's template, `none` where there is none" },
      method: methods,
      status: statuses,
    },
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
  ops: counter('http_ops_requests_total', 'requests for health and metrics, which are not among the others', {
    unit: 'requests',
    labels: { route: opsRoutes, status: statuses },
  }),
};

/** Counts every request; to be called before the routes are made. */
export function countRequests(server: FastifyInstance, metrics: Metrics): void {
  const requests = metrics.histogram(httpMetrics.requests);
  const ops = metrics.counter(httpMetrics.ops);
  server.addHook('onResponse', (request, reply, done) => {
    const status = statuses[Math.floor(reply.statusCode / 100) - 1] ?? '5xx';
    const route = request.routeOptions.url ?? 'none';
    if (opsRoutes.includes(route)) ops.inc({ route, status });
    else requests.observe({ route, method: request.method, status }, reply.elapsedTime / 1000);
    done();
  });
}
