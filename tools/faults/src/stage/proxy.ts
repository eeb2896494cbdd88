import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** Stands between a client and a server on this machine, and makes the way between them bad. */
export interface Proxy {
  readonly port: number;
  /** From now on everything that clients say arrives so much later; in order, and nothing is lost. */
  delay(ms: number): void;
  close(): Promise<void>;
}

/** Passes connections on to the port. */
export async function startProxy(to: number): Promise<Proxy> {
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => (sockets.delete(socket), other.destroy()));
    }
    upstream.pipe(client);
    delayed(client, upstream, () => delayMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    delay: (ms) => void (delayMs = ms),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Each piece as long after it came as is wanted then, never before the one that came before it. */
function delayed(from: Socket, to: Socket, delayMs: () => number): void {
  let last = Promise.resolve();
  from.on('data', (piece: Buffer) => {
    const ready = delayMs() === 0 ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, delayMs()));
    last = Promise.all([last, ready]).then(() => void to.write(piece));
  });
  from.on('end', () => void last.then(() => to.end()));
}
