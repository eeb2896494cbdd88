import { type ServerFaults } from './nats/server.ts';
import { type PostgresFaults } from './postgres/faults.ts';

/** A mistake that the product could have. The simulation must find it. */
export interface Bug {
  readonly nats?: ServerFaults;
  readonly postgres?: PostgresFaults;
  readonly publishesBeforeCommit?: boolean;
  readonly acksBeforeOutcome?: boolean;
}

/** By name. */
export const bugs: Readonly<Record<string, Bug>> = {
  'acknowledged before it is stored': { nats: { acksBeforeStoring: true } },
  'published before the commit': { publishesBeforeCommit: true },
  'published without ids': { nats: { ignoresIds: true } },
  'repetitions remembered outside the transaction': { postgres: { dedupeOutside: true } },
  'released without settling': { postgres: { noSettle: true } },
  'committed without being the owner': { postgres: { noFence: true } },
  'taken over from the end of the stream': { postgres: { takesOverFromTheEnd: true } },
  'left in the outbox at a takeover': { postgres: { leavesLeftovers: true } },
  'acknowledged before the outcome is stored': { acksBeforeOutcome: true },
};
