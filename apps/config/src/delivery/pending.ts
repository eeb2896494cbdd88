import { consumerLag, type Nats } from '@kochava-stream/messaging';
import { type Pending } from './health.ts';

/** A page does not wait for a NATS that is slow. */
const withinMs = 200;

/** What waits of a sync. 'missing' = its consumers do not exist; null = NATS does not say, now. */
export type PendingOf = (sync: string) => Promise<Pending | 'missing' | null>;

export function pendingAt(nats: Nats): PendingOf {
  return async (sync) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), withinMs)));
    const asked = ask(nats, sync);
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function ask(nats: Nats, sync: string): Promise<Pending | 'missing' | null> {
  try {
    const lag = await consumerLag(nats, sync);
    return lag === undefined ? 'missing' : { waiting: lag.waiting + lag.inFlight, retrying: lag.retrying };
  } catch {
    return null;
  }
}
