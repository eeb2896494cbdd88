import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/**
 * The address of a service, as a cluster has it: a new connection goes to one of the processes that are ready, in turn, and
 * stays there. It knows nothing of HTTP, repeats nothing and hides nothing.
 */
export class Gate {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #behind: URL[] = [];
  #turn = 0;

  private constructor() {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#pass(client));
  }

  static async open(): Promise<Gate> {
    const gate = new Gate();
    gate.#server.listen(0, '127.0.0.1');
    await once(gate.#server, 'listening');
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  /** From now on connections go there too. */
  add(url: string): void {
    this.#behind = [...this.#behind, new URL(url)];
  }

  /** No new connections go there any more; those that are stay. */
  remove(url: string): void {
    this.#behind = this.#behind.filter(({ href }) => href !== new URL(url).href);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #pass(client: Socket): void {
    const target = this.#behind[(this.#turn += 1) % this.#behind.length];
    if (target === undefined) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true, noDelay: true });
    this.#join(client, server);
    this.#join(server, client);
  }

  /** What comes from one goes to the other, its end and its breaking too. */
  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.pipe(to);
    from.once('error', () => to.resetAndDestroy());
    from.once('close', () => {
      this.#sockets.delete(from);
      to.destroySoon();
    });
  }
}
