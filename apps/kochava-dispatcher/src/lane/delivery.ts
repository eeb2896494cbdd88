import { type DispatchEntry, type DispatchKind, type ReplyClass } from '@kochava-stream/contracts';
import { type Classified } from '@kochava-stream/kochava';
import { type Traceparent } from '@kochava-stream/observability';

/** One entry to be brought to its end. */
export interface Dispatch {
  readonly kind: DispatchKind;
  readonly entry: DispatchEntry;
  /** Attempts that were made before; 0 = none. */
  readonly attempts: number;
  /** From when its time counts, ms: `horizonStart` says. */
  readonly since: number;
  /** When the first attempt was made, ms; undefined = none was. */
  readonly firstAttemptAt?: number;
}

/** One call and what came of it. */
export interface Attempt {
  readonly read: Classified;
  /** null = no reply came. */
  readonly status: number | null;
  readonly body: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Where the call stands in its trace, if it is recorded. */
  readonly traceparent?: Traceparent;
}

interface Ended {
  readonly class: ReplyClass;
  readonly status: number | null;
  /** Attempts made in all; 0 = the horizon passed before there was one. */
  readonly attempts: number;
  readonly at: number;
}

/** What an entry came to here. `retry` is an end for this message: the next attempt is a message of its own. */
export type Ending = Ended &
  (
    | { readonly outcome: 'accepted' }
    | { readonly outcome: 'retry'; readonly dueAt: number; readonly firstAttemptAt: number }
    | { readonly outcome: 'dead'; readonly reply: { readonly status: number; readonly body: string } | null }
  );

/** `settled`: its ending is published. `left`: the service stops, nothing was called. */
export type Delivered = 'settled' | 'left';

/** A dispatch under way in this process. */
export interface Delivery {
  readonly dispatch: Dispatch;
  readonly key: string;
  /** Rejects when the ending cannot be published; it is kept then, for when the entry comes again. */
  done: PromiseWithResolvers<Delivered>;
  attempts: number;
  firstAttemptAt: number | undefined;
  last: Attempt | undefined;
  /** Answers that refused the credentials although they were accepted for another entry in between. */
  refusedAlone: number;
  /** An ending that could not be published. */
  unpublished: Ending | undefined;
}

export function delivery(dispatch: Dispatch): Delivery {
  return {
    dispatch,
    key: deliveryKey(dispatch),
    done: Promise.withResolvers<Delivered>(),
    attempts: dispatch.attempts,
    firstAttemptAt: dispatch.firstAttemptAt,
    last: undefined,
    refusedAlone: 0,
    unpublished: undefined,
  };
}

/** Where what follows from a delivery stands in its trace: behind its last call. */
export function traceOf({ dispatch, last }: Delivery): Traceparent | undefined {
  return last?.traceparent ?? dispatch.entry.traceparent;
}

/** The same entry with more attempts behind it is another delivery: the retry of a batch's entry must not look finished. */
export function deliveryKey({ entry, attempts }: Dispatch): string {
  return attempts === 0 ? entry.id : `${entry.id}/${attempts}`;
}
