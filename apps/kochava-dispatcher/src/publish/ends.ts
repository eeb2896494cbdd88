import {
  outcomeEnds,
  type DispatchKind,
  type Ends,
  type OutcomeEnds,
  type ReplyClass,
} from '@kochava-stream/contracts';
import { Coalescer, publish, type Nats } from '@kochava-stream/messaging';

/** An entry that ended, by the id that says where it came from: `<message id>.<index>`. */
export interface End {
  readonly id: string;
  readonly project: string;
  readonly sync: string;
  readonly kind: DispatchKind;
  readonly outcome: 'accepted' | 'dead';
  readonly class: ReplyClass;
}

/** Some bytes of a message for each entry; what really counts is how many share one. */
const bytesPerEnd = 60;

/** Ends of all syncs share messages: config counts them, and nobody else reads them. */
export class EndWriter {
  readonly #coalescer: Coalescer<End>;

  constructor(nats: Nats, options: { newId: () => string; signal: AbortSignal }) {
    this.#coalescer = new Coalescer<End>({
      maxBytes: 512 * 1024,
      maxItems: 5_000,
      inFlightPerKey: 1,
      gatherMs: 5,
      publish: (_key, ends) =>
        publish(nats, {
          contract: outcomeEnds,
          to: {},
          id: options.newId(),
          message: together(ends),
          signal: options.signal,
        }),
    });
  }

  /** Resolves when the end is stored. */
  add(end: End): Promise<void> {
    return this.#coalescer.add(0, end, bytesPerEnd);
  }

  close(): Promise<void> {
    return this.#coalescer.close();
  }
}

/** Ends that are alike, and of one message, are told together. */
export function together(ends: readonly End[]): OutcomeEnds {
  const alike = new Map<string, Ends>();
  for (const { id, project, sync, kind, outcome, class: reply } of ends) {
    const key = `${project} ${sync} ${kind} ${outcome} ${reply}`;
    let group = alike.get(key);
    if (group === undefined) alike.set(key, (group = { project, sync, kind, outcome, class: reply, parts: {} }));
    const dot = id.lastIndexOf('.');
    (group.parts[id.slice(0, dot)] ??= []).push(Number(id.slice(dot + 1)));
  }
  return { v: 1, ends: [...alike.values()] };
}
