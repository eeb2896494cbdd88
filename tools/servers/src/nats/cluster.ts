import { join } from 'node:path';
import { freePort } from '../process/ports.ts';
import { startNats, type NatsOptions, type NatsServer } from './start.ts';

export interface NatsClusterOptions extends Pick<NatsOptions, 'dir' | 'log' | 'scratch' | 'maxFileStore'> {
  nodes: number;
  /** The port under which node `from` finds the one that listens on `port`, node `to`; default: that port. */
  between?: ((from: number, to: number, port: number) => Promise<number>) | undefined;
}

/**
 * Several servers as one: `url` and `monitorUrl` name all of them, comma separated; what is done to it is done to all
 * at once.
 */
export interface NatsCluster extends NatsServer {
  readonly nodes: readonly NatsServer[];
}

/** Starts servers that keep the streams together, each of which syncs every message before it acknowledges it. */
export async function startNatsCluster(options: NatsClusterOptions): Promise<NatsCluster> {
  const { nodes: count, dir, between = (_from, _to, port) => Promise.resolve(port), ...common } = options;
  const numbers = Array.from({ length: count }, (_, index) => index);
  const ports = await Promise.all(numbers.map(() => freePort()));
  const routes = await Promise.all(
    numbers.map((from) =>
      Promise.all(numbers.filter((to) => to !== from).map((to) => between(from, to, ports[to] as number))),
    ),
  );
  const started = await Promise.allSettled(
    numbers.map((n) => {
      const cluster = { port: ports[n] as number, routes: routes[n] as number[] };
      return startNats({ ...common, dir: join(dir, nodeName(n)), name: nodeName(n), cluster });
    }),
  );
  const nodes = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = started.find((each) => each.status === 'rejected');
  if (failed === undefined) return together(dir, nodes);
  await Promise.all(nodes.map((node) => node.stop()));
  throw failed.reason;
}

/** What a node calls itself, from 0. */
export function nodeName(n: number): string {
  return `nats-${n + 1}`;
}

function together(dir: string, nodes: readonly NatsServer[]): NatsCluster {
  const [first] = nodes as [NatsServer, ...NatsServer[]];
  const all = async (work: (node: NatsServer) => Promise<void>): Promise<void> =>
    void (await Promise.all(nodes.map(work)));
  return {
    nodes,
    dir,
    url: nodes.map(({ url }) => url).join(','),
    monitorUrl: nodes.map(({ monitorUrl }) => monitorUrl).join(','),
    port: first.port,
    get pid() {
      return first.pid;
    },
    running: () => nodes.every((node) => node.running()),
    kill: (signal) => all((node) => node.kill(signal)),
    restart: () => all((node) => node.restart()),
    stop: () => all((node) => node.stop()),
  };
}
