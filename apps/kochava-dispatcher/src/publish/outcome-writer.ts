import { deviceShard, outcomes, type Outcome } from '@kochava-stream/contracts';
import { Coalescer, publishTraced, type Nats } from '@kochava-stream/messaging';
import { type Traceparent, type Tracing } from '@kochava-stream/observability';
import { traceOf, type Delivery, type Ending } from '../lane/delivery.ts';
import { EndWriter } from './ends.ts';
import { RetryWriter } from './retries.ts';
import { ToldDevices } from './told-devices.ts';

export interface OutcomeWriterOptions {
  readonly shards: number;
  readonly newId: () => string;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly tracing: Tracing;
}

interface Told {
  readonly json: string;
  readonly traceparent: Traceparent | undefined;
}

/** Outcomes of many calls share a message, by the shard of their device; every end is told to the books besides. */
export class OutcomeWriter {
  readonly #coalescer: Coalescer<Told>;
  readonly #ends: EndWriter;
  readonly #retries: RetryWriter;
  readonly #told: ToldDevices;

  constructor(
    nats: Nats,
    private readonly options: OutcomeWriterOptions,
  ) {
    this.#ends = new EndWriter(nats, options);
    this.#retries = new RetryWriter(nats, options);
    this.#told = new ToldDevices(options.now);
    this.#coalescer = new Coalescer<Told>({
      maxBytes: 512 * 1024,
      maxItems: 2_000,
      inFlightPerKey: 2,
      gatherMs: 5,
      publish: (shard, items) => {
        const bytes = Buffer.from(`{"v":1,"outcomes":[${items.map(({ json }) => json).join(',')}]}`, 'utf8');
        const { tracing, signal } = options;
        const causes = items.map(({ traceparent }) => traceparent);
        const message = { contract: outcomes, to: { shard }, id: options.newId(), bytes, signal };
        return publishTraced(nats, message, { tracing, causes, messages: items.length });
      },
    });
  }

  /** Resolves when the outcome is stored. */
  async add(sync: string, delivery: Delivery, ending: Ending): Promise<void> {
    const { outcome, class: reply, attempts, at } = ending;
    const { kind, entry } = delivery.dispatch;
    const { id, project, acceptedAt } = entry;
    const accepted = outcome === 'accepted' && kind === 'event';
    const isNews = !accepted || !this.#told.has(sync, entry);
    // The last word comes last: who finds an end, or a retry's outcome, after a crash asks for nothing more.
    if (outcome === 'retry') {
      await this.#retries.add({ id, project, sync, kind, class: reply, attempt: Math.max(1, attempts), at });
    }
    if (isNews) await this.#tell(sync, delivery, ending);
    if (accepted && isNews) this.#told.add(sync, entry);
    if (outcome !== 'retry') {
      await this.#ends.add({ id, project, sync, kind, outcome, class: reply, attempts, acceptedAt, at });
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#coalescer.close(), this.#ends.close(), this.#retries.close()]);
  }

  #tell(sync: string, delivery: Delivery, ending: Ending): Promise<void> {
    const { entry, kind } = delivery.dispatch;
    const traceparent = traceOf(delivery);
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
    if (traceparent !== undefined) outcome.traceparent = traceparent;
    const json = JSON.stringify(outcome);
    return this.#coalescer.add(
      deviceShard(sync, entry.kochavaDeviceId, this.options.shards),
      { json, traceparent },
      Buffer.byteLength(json) + 1,
    );
  }
}
