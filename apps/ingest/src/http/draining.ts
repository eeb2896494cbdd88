import { type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Health } from '@kochava-stream/observability';

/** Answers tell clients to use another connection for this long before the server stops listening. */
const farewellMs = 300;
/** Every upload in flight has been answered by then; only clients that never end their request have not. */
const patienceMs = 8_000;
const lookEveryMs = 50;

/** The way out: not ready, then no keep-alive, then no new connections; what was begun is answered. */
export class Draining {
  begun = false;
  #inFlight = 0;

  constructor(health: Health) {
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
    await pause(farewellMs);
    const end = performance.now() + patienceMs;
    // Connections on which nothing was ever asked would keep a closing server open.
    const looking = setInterval(() => {
      if (this.#inFlight === 0 || performance.now() > end) server.closeAllConnections();
    }, lookEveryMs);
    looking.unref();
    server.once('close', () => clearInterval(looking));
  }
}
