import { randomUUID } from 'node:crypto';
import { deviceShard, linkCommands, type LinkCommand } from '@kochava-stream/contracts';
import { publish, type Nats } from '@kochava-stream/messaging';
import { Refused } from '../http/api-error.filter.ts';
import { type LinksStore } from './links-store.ts';

/** What came of an order; null = the linker has not said yet. */
export interface OrderResult {
  readonly id: string;
  readonly result: string | null;
}

export type Order = Omit<LinkCommand, 'id' | 'at'>;

const publishMs = 5_000;
const waitMs = 5_000;
const lookMs = 100;

/** Gives orders to the linker, which decides what follows, and waits a moment for its answer. */
export class Orders {
  constructor(
    private readonly nats: Nats,
    private readonly links: LinksStore,
    /** Of the system. */
    private readonly shards: number,
  ) {}

  /** @throws Refused 503: it cannot be told now */
  async give(orders: readonly Order[], now: number): Promise<OrderResult[]> {
    const commands = orders.map((order): LinkCommand => ({ ...order, id: randomUUID(), at: now }));
    for (const command of commands) await this.#publish(command);
    return await this.#results(commands.map(({ id }) => id));
  }

  async #publish(command: LinkCommand): Promise<void> {
    const shard = deviceShard(command.sync, command.kochavaDeviceId, this.shards);
    const message = { v: 1 as const, commands: [command] };
    try {
      await publish(this.nats, {
        contract: linkCommands,
        to: { shard },
        id: command.id,
        message,
        deadlineMs: publishMs,
      });
    } catch {
      throw new Refused(503, 'the linker cannot be told now; try again');
    }
  }

  async #results(ids: readonly string[]): Promise<OrderResult[]> {
    for (const until = performance.now() + waitMs; ;) {
      const known = new Map((await this.links.results(ids)).map(({ id, result }) => [id, result]));
      if (known.size === ids.length || performance.now() > until) {
        return ids.map((id) => ({ id, result: known.get(id) ?? null }));
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  }
}
