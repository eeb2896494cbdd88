import { randomUUID } from 'node:crypto';
import { outcomeSeen, type SeenName } from '@kochava-stream/contracts';
import { publish, type Nats } from '@kochava-stream/messaging';

/** Stores names that were seen, for config; gives up soon, as they come again. */
export function tellNames(nats: Nats): (names: readonly SeenName[]) => Promise<void> {
  return (names) =>
    publish(nats, {
      contract: outcomeSeen,
      to: {},
      id: randomUUID(),
      message: { v: 1, seen: [...names] },
      deadlineMs: 5_000,
    });
}
