import { connectNats, provision, type ProvisionOptions } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { migrate, schemaNames } from '@kochava-stream/persistence';
import {
  startNats,
  startNatsCluster,
  startPostgres,
  type NatsClusterOptions,
  type NatsServer,
  type PostgresServer,
} from '@kochava-stream/servers';
import { type DataDir } from './data-dir.ts';

export interface Servers {
  /** All of them as one, if there are several. */
  readonly nats: NatsServer;
  readonly natsNodes: readonly NatsServer[];
  readonly postgres: PostgresServer;
}

/** NATS otherwise than as one server with the usual streams. */
export interface NatsShape {
  /** Several: each stream has so many copies, up to three. */
  nodes?: number;
  between?: NatsClusterOptions['between'];
  /** Largest sizes of streams, where they are not the usual ones. */
  maxBytes?: ProvisionOptions['maxBytes'];
  /** [embeddedShards] */
  shards?: number;
}

export interface ServersOptions {
  dataDir: DataDir;
  ports: { nats: number; postgres: number };
  log: (line: string) => void;
  /** The folders go when this process dies without stopping the servers. */
  scratch: boolean;
  nats?: NatsShape | undefined;
  /** Gets the way to stop each server as soon as it runs. */
  onStop: (stop: () => Promise<void>) => void;
}

/** Starts nats-server and Postgres, and makes the streams and tables that are missing. */
export async function startServers(options: ServersOptions): Promise<Servers> {
  const { dataDir, ports, log, scratch } = options;
  const postgres = await startPostgres({ dir: dataDir.postgres, port: ports.postgres, log, scratch });
  options.onStop(() => postgres.stop());
  log(`Postgres: port ${postgres.port}, commits are durable`);
  const { nats, nodes } = await startNatsNodes(options);
  options.onStop(() => nats.stop());
  log(`nats-server: ${nats.url}, every message is synced to disk before it is acknowledged`);
  for (const schema of schemaNames) {
    const steps = await migrate({ url: postgres.url, schema });
    if (steps.length > 0) log(`tables of ${schema}: ${steps.join(', ')}`);
  }
  await provisionStreams(nats.url, { replicas: Math.min(3, nodes.length), ...options.nats }, log);
  return { nats, natsNodes: nodes, postgres };
}

/** Number of shards of an embedded installation: fixed for ever. */
export const embeddedShards = 4;

async function startNatsNodes(options: ServersOptions): Promise<{ nats: NatsServer; nodes: readonly NatsServer[] }> {
  const { dataDir, ports, log, scratch } = options;
  const { nodes: count = 1, between } = options.nats ?? {};
  if (count === 1) {
    const nats = await startNats({ dir: dataDir.nats, port: ports.nats, log, scratch });
    return { nats, nodes: [nats] };
  }
  const nats = await startNatsCluster({ dir: dataDir.nats, nodes: count, log, scratch, between });
  return { nats, nodes: nats.nodes };
}

type Streams = Pick<ProvisionOptions, 'replicas' | 'maxBytes'> & { readonly shards?: number };

async function provisionStreams(
  url: string,
  { replicas, maxBytes, shards = embeddedShards }: Streams,
  log: (line: string) => void,
): Promise<void> {
  const logger = createLogger({ service: 'provision', level: 'warn' });
  const connection = await connectNats({ servers: url, name: 'provision', logger });
  try {
    const { streams } = await provision(connection, { shards, replicas, maxBytes });
    const changed = streams.filter(({ did }) => did !== 'kept').map(({ name, did }) => `${name} ${did}`);
    if (changed.length > 0) log(`streams: ${changed.join(', ')}`);
  } finally {
    await connection.close();
  }
}
