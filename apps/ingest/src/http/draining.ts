import { type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Health } from '@kochava-stream/observability';

/** Whoever sends connections here has seen by then that it is not ready. */
const noticedMs = 300;
/** Every upload in flight has been answered by then; only clients that never end their request have not. */
const patienceMs = 8_000;
const lookEveryMs = 50;

/**
 * The way out: not ready, then no keep-alive, then no new connections; what was begun is answered.
 *
 * A connection that is closed while a request is on its way to it gives no answer, and nothing on this side can tell. So
 * idle connections are left open until their clients have used them once more, or let go of them, or `farewellMs` are over.
 */
export class Draining {
  begun = false;
  #inFlight = 0;

  constructor(
    health: Health,
    private readonly farewellMs: number,
  ) {
    health.check('draining', () => (this.begun ? 'shutting down' : undefined));
  }

  /** Counts an upload until its answer has left or its client has. */
  track(response: ServerResponse): void {
    this.#inFlight += 1;
    response.once('close', () => (this.#inFlight -= 1));
  }

  /** Resolves when the server may be closed; its connections end as soon as nothing is in flight on any of them. */
  async begin(server: Server): Promise<void> {
    this.begun = true;
    await this.#farewell(server);
    const end = performance.now() + patienceMs;
    // Connections on which nothing was ever asked would keep a closing server open.
    const looking = setInterval(() => {
      if (this.#inFlight === 0 || performance.now() > end) server.closeAllConnections();
    }, lookEveryMs);
    looking.unref();
    server.once('close', () => clearInterval(looking));
  }

  /** Answers tell clients to use another connection, until there is none left or time is over. */
  async #farewell(server: Server): Promise<void> {
    const began = performance.now();
    const over = (least: number): boolean => performance.now() - began >= Math.min(least, this.farewellMs);
    while (!over(Infinity) && !(over(noticedMs) && (await connections(server)) === 0)) await pause(lookEveryMs);
  }
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}
