import { deviceShard, outcomes, type Outcome } from '@kochava-stream/contracts';
import { Coalescer, publish, type Nats } from '@kochava-stream/messaging';
import { type Delivery, type Ending } from '../lane/delivery.ts';

export interface OutcomeWriterOptions {
  readonly shards: number;
  readonly newId: () => string;
  readonly signal: AbortSignal;
}

/** Outcomes of many calls share a message, by the shard of their device. */
export class OutcomeWriter {
  readonly #coalescer: Coalescer<string>;

  constructor(
    nats: Nats,
    private readonly options: OutcomeWriterOptions,
  ) {
    this.#coalescer = new Coalescer<string>({
      maxBytes: 512 * 1024,
      maxItems: 2_000,
      inFlightPerKey: 2,
      publish: (shard, items) =>
        publish(nats, {
          contract: outcomes,
          to: { shard },
          id: options.newId(),
          bytes: Buffer.from(`{"v":1,"outcomes":[${items.join(',')}]}`, 'utf8'),
          signal: options.signal,
        }),
    });
  }

  /** Resolves when the outcome is stored. */
  add(sync: string, { dispatch }: Delivery, ending: Ending): Promise<void> {
    const { entry, kind } = dispatch;
    const outcome: Outcome = {
      id: entry.id,
      project: entry.project,
      sync,
      syncVersion: entry.syncVersion,
      kind,
      kochavaDeviceId: entry.kochavaDeviceId,
      ids: entry.ids,
      outcome: ending.outcome,
      class: ending.class,
      status: ending.status,
      attempts: ending.attempts,
      at: ending.at,
      acceptedAt: entry.acceptedAt,
    };
    if (entry.properties !== undefined) outcome.properties = entry.properties;
    if (entry.traceparent !== undefined) outcome.traceparent = entry.traceparent;
    const json = JSON.stringify(outcome);
    return this.#coalescer.add(
      deviceShard(sync, entry.kochavaDeviceId, this.options.shards),
      json,
      Buffer.byteLength(json) + 1,
    );
  }

  close(): Promise<void> {
    return this.#coalescer.close();
  }
}
