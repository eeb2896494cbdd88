import { outcomeSamples, type DispatchEntry, type DispatchKind, type Sample } from '@kochava-stream/contracts';
import { publish, type Nats } from '@kochava-stream/messaging';

/** A call that did not succeed, and what came of it. */
export interface Failure {
  readonly class: string;
  readonly attempts: number;
  /** ms. */
  readonly at: number;
  /** null = none came. */
  readonly reply: { readonly status: number; readonly body: string } | null;
}

const everyMs = 60_000;
/** Of syncs, kinds and classes together: a bound for a map that never comes near it. */
const mostKinds = 10_000;
const requestLength = 8_000;
const replyLength = 1_000;

/**
 * Shows people a few of many failures, whole: the first of each sync, kind and class, then at most one a minute. Costs
 * nothing where nothing fails. One that cannot be stored at once is not shown; nobody waits for it.
 */
export class Sampler {
  readonly #shownAt = new Map<string, number>();

  constructor(
    private readonly nats: Nats,
    private readonly options: { newId: () => string; signal: AbortSignal },
  ) {}

  take(sync: string, dispatch: { kind: DispatchKind; entry: DispatchEntry }, failure: Failure): void {
    const key = `${sync} ${dispatch.kind} ${failure.class}`;
    if (failure.at - (this.#shownAt.get(key) ?? -Infinity) < everyMs) return;
    if (this.#shownAt.size >= mostKinds) this.#shownAt.clear();
    this.#shownAt.set(key, failure.at);
    const { newId, signal } = this.options;
    const sample = sampleOf(newId(), sync, dispatch, failure);
    const message = { v: 1 as const, samples: [sample] };
    const publication = { contract: outcomeSamples, to: {}, id: sample.id, message, deadlineMs: 5_000, signal };
    publish(this.nats, publication).catch(() => this.#shownAt.delete(key));
  }
}

function sampleOf(
  id: string,
  sync: string,
  { kind, entry }: { kind: DispatchKind; entry: DispatchEntry },
  { class: reason, attempts, at, reply }: Failure,
): Sample {
  const { project, syncVersion, acceptedAt, insertId, received, traceparent } = entry;
  return {
    ...{ id, project, sync, syncVersion, kind, class: reason, attempts, at, acceptedAt },
    ...(insertId === undefined ? {} : { insertId }),
    entry: entry.id,
    ...(received === undefined ? {} : { received }),
    request: { body: entry.body.slice(0, requestLength), userAgent: entry.userAgent },
    reply: reply && { status: reply.status, body: reply.body.slice(0, replyLength) },
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
