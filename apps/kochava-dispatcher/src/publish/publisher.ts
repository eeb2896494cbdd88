import {
  deadLetters,
  dispatchEvents,
  dispatchLinks,
  dispatchRetry,
  type DeadLetter,
  type DispatchEntry,
  type DispatchKind,
} from '@kochava-stream/contracts';
import { publish, publishTraced, traceIn, type Delivered as Message, type Nats } from '@kochava-stream/messaging';
import { type Tracing } from '@kochava-stream/observability';
import { traceOf, type Delivery, type Ending } from '../lane/delivery.ts';
import { type DeadLetterLog } from './dead-letter-log.ts';
import { deadLetter, poisoned } from './dead-letter.ts';
import { GateReports } from './gate-reports.ts';
import { OutcomeWriter } from './outcome-writer.ts';
import { Sampler, type Failure } from './samples.ts';

export interface PublisherOptions {
  readonly shards: number;
  readonly newId: () => string;
  readonly now: () => number;
  readonly tracing: Tracing;
  readonly onDead?: DeadLetterLog;
}

/**
 * Everything this service tells the others. Ids are made from the entry's: when a message is worked on again after a
 * crash, what was stored before is not stored twice.
 */
export class Publisher {
  readonly #outcomes: OutcomeWriter;
  readonly #samples: Sampler;
  readonly #gates: GateReports;
  readonly #abort = new AbortController();

  constructor(
    private readonly nats: Nats,
    private readonly options: PublisherOptions,
  ) {
    const { signal } = this.#abort;
    this.#outcomes = new OutcomeWriter(nats, { ...options, signal });
    this.#samples = new Sampler(nats, { ...options, signal });
    this.#gates = new GateReports(nats, { ...options, signal });
  }

  /** Resolves when everything that an ending means is stored: what is left to do first, then the outcome. */
  async end(sync: string, delivery: Delivery, ending: Ending): Promise<void> {
    if (ending.outcome === 'retry') await this.#retry(sync, delivery, ending);
    if (ending.outcome === 'dead') await this.#dead(sync, delivery, ending);
    await this.#outcomes.add(sync, delivery, ending);
  }

  /** Something failed that people may want to look at; nobody waits for it. */
  failed(sync: string, dispatch: { kind: DispatchKind; entry: DispatchEntry }, failure: Failure): void {
    this.#samples.take(sync, dispatch, failure);
  }

  /** What keeps a sync closed now; nothing = it is open, or gone. */
  closedFor(sync: string, reasons: readonly string[]): void {
    this.#gates.set(sync, reasons);
  }

  /** Entries of a message that are not begun, as a message of their own. */
  async handOn(sync: string, kind: DispatchKind, entries: DispatchEntry[]): Promise<void> {
    const contract = kind === 'event' ? dispatchEvents : dispatchLinks;
    const id = this.options.newId();
    await publish(this.nats, {
      contract,
      to: { sync },
      id,
      message: { v: 1, kind, entries },
      signal: this.#abort.signal,
    });
  }

  /** A message that is none of ours. */
  async poison(sync: string, message: Message, error: Error, now: number): Promise<void> {
    const traceparent = this.options.tracing.always(traceIn(message.headers));
    await this.#bury(sync, { ...poisoned(sync, message, error, now), ...(traceparent && { traceparent }) }, undefined);
  }

  /** Stores what was added, then stops; `abort` = without a server there is nothing to wait for. */
  async close(abort: AbortSignal): Promise<void> {
    abort.addEventListener('abort', () => this.#abort.abort(), { once: true });
    if (abort.aborted) this.#abort.abort();
    this.#gates.close();
    await this.#outcomes.close();
  }

  async #retry(sync: string, delivery: Delivery, ending: Ending & { outcome: 'retry' }): Promise<void> {
    const { kind, entry: tried } = delivery.dispatch;
    const { attempts, firstAttemptAt, dueAt } = ending;
    const traceparent = traceOf(delivery);
    const entry = traceparent === undefined ? tried : { ...tried, traceparent };
    const retry = {
      contract: dispatchRetry,
      to: { sync },
      id: `${entry.id}.retry.${attempts}`,
      message: { v: 1 as const, kind, entry, attempts, firstAttemptAt, dueAt },
      signal: this.#abort.signal,
    };
    await publishTraced(this.nats, retry, { tracing: this.options.tracing, causes: [traceparent], messages: 1 });
  }

  async #dead(sync: string, delivery: Delivery, ending: Ending & { outcome: 'dead' }): Promise<void> {
    // Calls that fail are shown as they end; that time has run out is seen here alone.
    if (ending.class === 'horizon-passed') this.failed(sync, delivery.dispatch, ending);
    const letter = deadLetter(sync, delivery, ending, this.options.tracing.always(traceOf(delivery)));
    await this.#bury(sync, letter, delivery.dispatch.entry.kochavaDeviceId);
  }

  async #bury(sync: string, letter: DeadLetter, device: string | undefined): Promise<void> {
    const message = { contract: deadLetters, to: { sync }, id: letter.id, message: letter, signal: this.#abort.signal };
    const { tracing, onDead } = this.options;
    await publishTraced(this.nats, message, { tracing, causes: [letter.traceparent], messages: 1 });
    onDead?.(letter, device);
  }
}
