import { type IncomingMessage, type Server } from 'node:http';
import { type Socket } from 'node:net';

/**
 * Connections on which nothing has been asked yet: browsers and HTTP clients open some ahead. Node closes those that are idle
 * between two requests when a server closes, and waits for these.
 */
export class UnusedConnections {
  readonly #unused = new Set<Socket>();
  #closing = false;

  constructor(server: Pick<Server, 'on'>) {
    server.on('connection', (socket: Socket) => {
      if (this.#closing) return void socket.destroy();
      this.#unused.add(socket);
      socket.once('close', () => this.#unused.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage) => this.#unused.delete(socket));
  }

  /** The server is about to close: they go, and none comes. */
  close(): void {
    this.#closing = true;
    for (const socket of this.#unused) socket.destroy();
  }
}
