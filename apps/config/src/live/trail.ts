import {
  decode,
  deviceShard,
  dispatchEvents,
  dispatchRetry,
  outcomeEnds,
  outcomes,
  type DispatchEntry,
} from '@kochava-stream/contracts';
import { type Nats } from '@kochava-stream/messaging';
import { type FoundEvent } from './found-event.ts';
import { scan, type Budget } from './scan.ts';

/** A request to Kochava, and everything that is known of what became of it. */
export interface Trail {
  readonly entry: DispatchEntry;
  /** When it was stored for the dispatcher, ms. */
  readonly dispatchedAt: number;
  readonly attempts: readonly Attempt[];
  /** When it is tried again, ms; undefined = it is not, or that is not known. */
  readonly dueAt: number | undefined;
  readonly end: { readonly at: number; readonly outcome: 'accepted' | 'dead'; readonly class: string } | undefined;
}

/** One call. `status` null: no reply came. */
export interface Attempt {
  readonly at: number;
  readonly n: number;
  readonly outcome: string;
  readonly class: string;
  readonly status: number | null;
}

/** Reads what became of an event for one sync, forwards from where it was stored. */
export class Trails {
  constructor(
    private readonly nats: Nats,
    /** Of the system. */
    private readonly shards: number,
  ) {}

  /** The requests that were made of the event for a sync when it came. */
  async of({ event, seq, index, storedAt: since }: FoundEvent, sync: string, budget: Budget): Promise<Trail[]> {
    const { insert_id: insertId = '' } = event;
    const needle = `"insertId":${JSON.stringify(insertId)}`;
    return await this.#find({ sync, since, needle }, budget, ({ insertId: id, received, replayOf }) => {
      if (id !== insertId || replayOf !== undefined) return false;
      return received === undefined || (received.seq === seq && received.index === index);
    });
  }

  /** The requests that a dead letter became. */
  async ofReplay(letter: string, sync: string, since: number, budget: Budget): Promise<Trail[]> {
    const needle = `"replayOf":${JSON.stringify(letter)}`;
    return await this.#find({ sync, since, needle }, budget, ({ replayOf }) => replayOf === letter);
  }

  /** One transaction makes all requests of one event: the first message with any of them has them all. */
  async #find(
    { sync, since, needle }: { sync: string; since: number; needle: string },
    budget: Budget,
    isWanted: (entry: DispatchEntry) => boolean,
  ): Promise<Trail[]> {
    const { stream } = dispatchEvents;
    const subject = dispatchEvents.subject({ sync });
    for await (const { bytes, storedAt } of scan(this.nats, { stream, subject, since, needle }, budget)) {
      const found = decode(dispatchEvents, bytes).entries.filter(isWanted);
      if (found.length > 0) return await Promise.all(found.map((entry) => this.#follow(sync, entry, storedAt, budget)));
    }
    return [];
  }

  async #follow(sync: string, entry: DispatchEntry, dispatchedAt: number, budget: Budget): Promise<Trail> {
    const end = await this.#end(entry, dispatchedAt, budget);
    const attempts = await this.#attempts(sync, entry, { since: dispatchedAt, toSeq: end?.seq }, budget);
    const isWaiting = end === undefined && attempts.length > 0;
    const dueAt = isWaiting ? await this.#dueAt(sync, entry, dispatchedAt, budget) : undefined;
    const ended = end && { at: end.at, outcome: end.outcome, class: end.class };
    return { entry, dispatchedAt, attempts, dueAt, end: ended };
  }

  async #end({ id }: DispatchEntry, since: number, budget: Budget) {
    const dot = id.lastIndexOf('.');
    const [message, index] = [id.slice(0, dot), Number(id.slice(dot + 1))];
    const of = { stream: outcomeEnds.stream, subject: outcomeEnds.subject({}), since, needle: JSON.stringify(message) };
    for await (const { bytes, seq, storedAt: at } of scan(this.nats, of, budget)) {
      const end = decode(outcomeEnds, bytes).ends.find(({ parts }) => parts[message]?.includes(index) === true);
      if (end !== undefined) return { seq, at, outcome: end.outcome, class: end.class };
    }
    return undefined;
  }

  /** Those that tell something new: that a device's event was accepted once more is not among them. */
  async #attempts(
    sync: string,
    { id, kochavaDeviceId }: DispatchEntry,
    range: { since: number; toSeq: number | undefined },
    budget: Budget,
  ): Promise<Attempt[]> {
    const subject = outcomes.subject({ shard: deviceShard(sync, kochavaDeviceId, this.shards) });
    const attempts: Attempt[] = [];
    const of = { stream: outcomes.stream, subject, needle: `"id":${JSON.stringify(id)}`, ...range };
    for await (const { bytes } of scan(this.nats, of, budget)) {
      const mine = decode(outcomes, bytes).outcomes.filter((outcome) => outcome.id === id);
      attempts.push(
        ...mine.map(({ at, attempts: n, outcome, class: reason, status }) => ({
          at,
          n,
          outcome,
          class: reason,
          status,
        })),
      );
    }
    return attempts;
  }

  async #dueAt(sync: string, { id }: DispatchEntry, since: number, budget: Budget): Promise<number | undefined> {
    const needle = `"id":${JSON.stringify(id)}`;
    const of = { stream: dispatchRetry.stream, subject: dispatchRetry.subject({ sync }), since, needle };
    let dueAt: number | undefined;
    for await (const { bytes } of scan(this.nats, of, budget)) dueAt = decode(dispatchRetry, bytes).dueAt;
    return dueAt;
  }
}
