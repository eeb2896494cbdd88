import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import {
  connect,
  nkeyAuthenticator,
  type ConnectionOptions,
  type NatsConnection,
  type TlsOptions,
} from '@nats-io/transport-node';
import { type Health, type Logger } from '@kochava-stream/observability';
import { Connection } from './connection.ts';

/** One connection to the NATS servers and its JetStream clients. Everything in this library takes it. */
export interface Nats {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly connection: Connection;
  /** What the service's private reply subjects begin with. */
  readonly inboxPrefix: string;
  /** Sends what is buffered, waits for what is being handled, closes. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** URLs, comma separated. */
  servers: string;
  /** The service's name: seen in the server's monitoring, and the prefix of its private reply subjects. */
  name: string;
  logger: Logger;
  /** Gets the check `nats`: not ready while there is no connection. */
  health?: Health;
  /** false: fails when no server answers, instead of waiting for one. Default true. */
  waitForServer?: boolean;
  /** The connection ended and will not come back, although nobody closed it: the service should exit. */
  onClosed?: (error: Error) => void;
  /** Seed of the service's nkey, asked for at every connecting. */
  nkeySeed?: string | (() => string);
  tls?: TlsOptions;
}

/** The connection to NATS ended for good without being asked to. */
export class NatsClosed extends Error {
  override readonly name = 'NatsClosed';
}

/** Waits until a server can be reached, unless told not to, and reconnects for ever after that. */
export async function connectNats(options: ConnectOptions): Promise<Nats> {
  const { logger, health } = options;
  const nc = await connect(connectionOptions(options));
  const connection = new Connection(nc, logger);
  let closing = false;
  health?.check('nats', () => (connection.up ? undefined : 'not connected'));
  void nc.closed().then((cause) => {
    if (closing) return;
    const error = new NatsClosed('the NATS connection ended for good', { cause });
    logger.fatal({ err: error }, 'NATS connection ended for good');
    options.onClosed?.(error);
  });
  return {
    nc,
    js: jetstream(nc, { timeout: 5_000 }),
    jsm: await jetstreamManager(nc, { timeout: 5_000, checkAPI: false }),
    connection,
    inboxPrefix: inboxPrefix(options),
    async close() {
      closing = true;
      if (nc.isClosed()) return;
      // Draining needs the server; without one, or when it goes meanwhile, closing is all there is to do.
      await (connection.up && !nc.isDraining() ? nc.drain().catch(() => nc.close()) : nc.close());
    },
  };
}

/** One per service, so that a server's access rules keep services from reading each other's replies. */
function inboxPrefix({ name }: ConnectOptions): string {
  return `_INBOX_${name}`;
}

function connectionOptions(options: ConnectOptions): ConnectionOptions {
  return {
    servers: options.servers
      .split(',')
      .map((server) => server.trim())
      .filter((server) => server !== ''),
    name: options.name,
    inboxPrefix: inboxPrefix(options),
    maxReconnectAttempts: -1,
    // A stack trace for each request costs more than the request.
    noAsyncTraces: true,
    waitOnFirstConnect: options.waitForServer ?? true,
    reconnectTimeWait: 500,
    reconnectJitter: 500,
    timeout: 5_000,
    pingInterval: 5_000,
    maxPingOut: 2,
    ...(options.nkeySeed === undefined ? {} : { authenticator: nkeyAuthenticator(seedOf(options.nkeySeed)) }),
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  };
}

function seedOf(seed: string | (() => string)): () => Uint8Array {
  return () => new TextEncoder().encode(typeof seed === 'string' ? seed : seed());
}
