import { statfsSync } from 'node:fs';

export interface NatsConfig {
  name: string;
  port: number;
  monitorPort: number;
  storeDir: string;
  /** Bytes of all streams together. */
  maxFileStore: number;
  cluster?: ClusterMember | undefined;
}

/** A server's place among several. */
export interface ClusterMember {
  port: number;
  /** Ports under which it finds the others; it hears of no other way to them. */
  routes: readonly number[];
}

/**
 * The configuration file of one server. `sync_interval: always` is what makes an acknowledgement
 * mean "on disk"; monitoring answers on the loopback interface only.
 */
export function natsConfig({ name, port, monitorPort, storeDir, maxFileStore, cluster }: NatsConfig): string {
  return [
    `server_name: ${quoted(name)}`,
    `listen: "127.0.0.1:${port}"`,
    `http: "127.0.0.1:${monitorPort}"`,
    'max_payload: 1MB',
    'lame_duck_duration: 30s',
    'lame_duck_grace_period: 10s',
    'jetstream {',
    `  store_dir: ${quoted(storeDir)}`,
    '  sync_interval: always',
    '  strict: true',
    `  max_file_store: ${maxFileStore}`,
    '  max_memory_store: 256MB',
    '}',
    ...(cluster === undefined ? [] : clusterBlock(cluster)),
    '',
  ].join('\n');
}

function clusterBlock({ port, routes }: ClusterMember): string[] {
  return [
    'cluster {',
    '  name: kochava-stream',
    `  listen: "127.0.0.1:${port}"`,
    `  routes: [${routes.map((to) => `"nats-route://127.0.0.1:${to}"`).join(', ')}]`,
    '  no_advertise: true',
    '}',
  ];
}

/** 80 % of the volume, whatever is in it now: a restart must not find less room than the streams reserved. */
export function volumeShare(dir: string): number {
  const { blocks, bsize } = statfsSync(dir);
  return Math.floor(blocks * bsize * 0.8);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
