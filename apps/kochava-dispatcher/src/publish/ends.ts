import {
  latencyBucket,
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
  /** Attempts made, in all. */
  readonly attempts: number;
  readonly acceptedAt: number;
  /** When it ended, ms. */
  readonly at: number;
}

/** Some bytes of a message for each entry; what really counts is how many share one. */
const bytesPerEnd = 64;
const minuteMs = 60_000;

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

type Group = Ends & { took: Record<string, number[]> };

/** Ends that are alike, and of one message, are told together; how long each took, by bucket. */
export function together(ends: readonly End[]): OutcomeEnds {
  const alike = new Map<string, Group>();
  for (const end of ends) {
    const { message, index } = placeOf(end.id);
    const group = groupOf(alike, end);
    (group.parts[message] ??= []).push(index);
    (group.took[message] ??= []).push(latencyBucket(end.at - end.acceptedAt));
    if (end.attempts > 1) ((group.retried ??= {})[message] ??= []).push(index);
  }
  return { v: 1, ends: [...alike.values()] };
}

function groupOf(alike: Map<string, Group>, { project, sync, kind, outcome, class: reply, at }: End): Group {
  const minute = minuteOf(at);
  const key = `${project} ${sync} ${kind} ${outcome} ${reply} ${minute}`;
  let group = alike.get(key);
  if (group === undefined) {
    group = { project, sync, kind, outcome, class: reply, at: minute, parts: {}, took: {} };
    alike.set(key, group);
  }
  return group;
}

/** The minute of a time: its beginning, ms. */
export function minuteOf(at: number): number {
  return at - (at % minuteMs);
}

/** Where an entry stands in its message. */
export function placeOf(id: string): { message: string; index: number } {
  const dot = id.lastIndexOf('.');
  return { message: id.slice(0, dot), index: Number(id.slice(dot + 1)) };
}
