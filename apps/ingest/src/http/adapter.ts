import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { plainError } from '@kochava-stream/amplitude';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { answerHeaders, answerToError, send } from './answering.ts';
import { keepSilentConnectionsFew } from './silent-connections.ts';

const headersTimeoutMs = 10_000;
const requestTimeoutMs = 15_000;
/** Longer than the 60 s of usual balancers, so that they close first. */
const keepAliveTimeoutMs = 65_000;
const mostSilentConnections = 2_000;

/** The HTTP server with ingest's limits, which also answers in Amplitude's form before any route is found. */
export function ingestAdapter(options: { proxies: number }): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy: (_address: string, hop: number) => hop < options.proxies,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    // Without the interval the other two are looked at every 30 s only.
    http: { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs, connectionsCheckingInterval: 1_000 },
    // While closing, uploads that still arrive are taken, and told to use another connection.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      void send(reply, answerToError(error)),
    clientErrorHandler,
  });
  keepSilentConnectionsFew(adapter.getInstance().server, mostSilentConnections);
  return adapter;
}

const clientErrors: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** What Node's parser refuses, and clients that take too long. */
function clientErrorHandler(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const status = clientErrors[error.code ?? ''] ?? 400;
  const { body } = plainError(status, STATUS_CODES[status] ?? 'Error');
  const headers = Object.entries({ ...answerHeaders, 'content-length': body.length, connection: 'close' });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n${body}`);
  socket.destroySoon();
}
