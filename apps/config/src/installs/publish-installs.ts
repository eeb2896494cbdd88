import { createHash } from 'node:crypto';
import { receivedInstalls, type ReceivedInstall } from '@kochava-stream/contracts';
import { publish, type Nats } from '@kochava-stream/messaging';
import { Refused } from '../http/api-error.filter.ts';

const publishMs = 10_000;

/** Tells the linker of installs. */
export class PublishInstalls {
  constructor(
    private readonly nats: Nats,
    /** Of the system. */
    readonly shards: number,
  ) {}

  /** Installs of one shard. The same ones again, soon after, are one message. @throws Refused 503 */
  async tell(shard: number, installs: readonly ReceivedInstall[]): Promise<void> {
    const digest = createHash('sha256');
    for (const { id, source } of installs) digest.update(`${source} ${id}\n`);
    const id = digest.digest('hex').slice(0, 32);
    const message = { v: 1 as const, installs: [...installs] };
    try {
      await publish(this.nats, { contract: receivedInstalls, to: { shard }, id, message, deadlineMs: publishMs });
    } catch {
      throw new Refused(503, 'the linker cannot be told now; send it again: what was told is told once');
    }
  }
}
