import {
  outcomeRetries,
  type DispatchKind,
  type OutcomeRetries,
  type ReplyClass,
  type Retries,
} from '@kochava-stream/contracts';
import { Coalescer, publish, type Nats } from '@kochava-stream/messaging';
import { minuteOf, placeOf } from './ends.ts';

/** An attempt that failed and will be repeated. */
export interface Retry {
  /** The entry's. */
  readonly id: string;
  readonly project: string;
  readonly sync: string;
  readonly kind: DispatchKind;
  readonly class: ReplyClass;
  /** Which attempt it was, from 1. */
  readonly attempt: number;
  /** When it had failed, ms. */
  readonly at: number;
}

const bytesPerRetry = 64;

/** Attempts to be repeated, of all syncs, for the books; as many share a message as fail at a time. */
export class RetryWriter {
  readonly #coalescer: Coalescer<Retry>;

  constructor(nats: Nats, options: { newId: () => string; signal: AbortSignal }) {
    this.#coalescer = new Coalescer<Retry>({
      maxBytes: 512 * 1024,
      maxItems: 5_000,
      gatherMs: 5,
      publish: (_key, retries) =>
        publish(nats, {
          contract: outcomeRetries,
          to: {},
          id: options.newId(),
          message: retriesTogether(retries),
          signal: options.signal,
        }),
    });
  }

  /** Resolves when it is stored. */
  add(retry: Retry): Promise<void> {
    return this.#coalescer.add(0, retry, bytesPerRetry);
  }

  close(): Promise<void> {
    return this.#coalescer.close();
  }
}

/** Attempts that failed alike in one minute are told together. */
export function retriesTogether(retries: readonly Retry[]): OutcomeRetries {
  const alike = new Map<string, Retries>();
  for (const { id, project, sync, kind, class: reply, attempt, at } of retries) {
    const minute = minuteOf(at);
    const key = `${project} ${sync} ${kind} ${reply} ${attempt} ${minute}`;
    let group = alike.get(key);
    if (group === undefined) {
      group = { project, sync, kind, class: reply, at: minute, attempt, parts: {} };
      alike.set(key, group);
    }
    const { message, index } = placeOf(id);
    (group.parts[message] ??= []).push(index);
  }
  return { v: 1, retries: [...alike.values()] };
}
