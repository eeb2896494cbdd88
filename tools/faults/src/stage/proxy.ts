import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** Stands between a client and a server on this machine, and makes the way between them bad. */
export interface Proxy {
  readonly port: number;
  /** From now on everything that clients say arrives so much later; in order, and nothing is lost. */
  delay(ms: number): void;
  /** Connections are broken and new ones too, until it is mended. */
  cut(): void;
  /** Nothing is passed on in either direction and nobody is told, until it is mended. */
  stall(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Passes connections on to the port. */
export async function startProxy(to: number): Promise<Proxy> {
  let delayMs = 0;
  let isCut = false;
  let stalled: PromiseWithResolvers<void> | undefined;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (isCut) return void client.resetAndDestroy();
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
    const whenOpen = (): Promise<void> | undefined => stalled?.promise;
    passedOn(upstream, client, whenOpen);
    passedOn(client, upstream, () => {
      if (delayMs === 0) return whenOpen();
      return new Promise<void>((resolve) => setTimeout(resolve, delayMs)).then(whenOpen);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    delay: (ms) => void (delayMs = ms),
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    stall: () => void (stalled ??= Promise.withResolvers<void>()),
    mend: () => {
      isCut = false;
      stalled?.resolve();
      stalled = undefined;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Each piece when it may go, never before the one that came before it. */
function passedOn(from: Socket, to: Socket, ready: () => Promise<void> | undefined): void {
  let last: Promise<void> | undefined;
  const inOrder = (step: () => void): void => {
    const wait = ready();
    if (last === undefined && wait === undefined) return step();
    const mine = Promise.all([last, wait]).then(() => {
      step();
      if (last === mine) last = undefined;
    });
    last = mine;
  };
  from.on('data', (piece: Buffer) => inOrder(() => void to.write(piece)));
  from.on('end', () => inOrder(() => void to.end()));
}
