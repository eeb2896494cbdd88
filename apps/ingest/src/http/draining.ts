import { type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Health } from '@kochava-stream/observability';

/** Answers tell clients to use another connection for this long before the server stops listening. */
const farewellMs = 300;
/** Every upload in flight has been answered by then. */
const patienceMs = 8_000;

/** The way out: not ready, then no keep-alive, then no new connections; what was begun is answered. */
export class Draining {
  begun = false;

  constructor(health: Health) {
    health.check('draining', () => (this.begun ? 'shutting down' : undefined));
  }

  async begin(server: Server): Promise<void> {
    this.begun = true;
    await pause(farewellMs);
    // Clients that never finish their request must not keep the server from closing.
    setTimeout(() => server.closeAllConnections(), patienceMs).unref();
  }
}
