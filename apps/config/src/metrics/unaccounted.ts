import { eventSums, type Book, type EventSums } from './books.ts';

/** What is known at one look. */
export interface Look {
  readonly books: readonly Book[];
  /** Syncs of which no message is in the dispatch stream, neither waiting nor delivered nor to be tried again. */
  readonly idle: ReadonlySet<string>;
  /** Last sequence of the stream of outcomes, asked for after `idle`. */
  readonly outcomesTo: number;
  /** Up to where outcomes are in the books, asked for before `books`. */
  readonly countedTo: number;
}

interface Suspicion {
  /** Events dispatched by the books, once or again, by sync, of syncs that were idle afterwards. */
  readonly dispatched: ReadonlyMap<string, number>;
  /** By then every end of these events is stored, if they had one. */
  readonly outcomesTo: number;
}

/**
 * Finds events that were dispatched and are nowhere, while the system runs. What the books of one look call dispatched
 * was stored in the dispatch stream before; if the sync is idle at the next look, all of it has ended, and every end was
 * stored before its message was acknowledged. Once outcomes are counted up to where their stream was then, the books
 * must know at least as many ends. What is missing has been lost, or is not yet in that stream: with a transformer that
 * cannot publish, or that has replayed dead letters before it.
 */
export class Unaccounted {
  #before: readonly Book[] | undefined;
  #suspicion: Suspicion | undefined;
  readonly #missing = new Map<string, number>();

  /** By sync; 0 or absent = nothing. */
  get missing(): ReadonlyMap<string, number> {
    return this.#missing;
  }

  look({ books, idle, outcomesTo, countedTo }: Look): void {
    if (this.#suspicion !== undefined && countedTo >= this.#suspicion.outcomesTo) {
      this.#judge(this.#suspicion, books);
      this.#suspicion = undefined;
    }
    if (this.#suspicion === undefined && this.#before !== undefined) {
      const dispatched = this.#before
        .filter(({ sync }) => idle.has(sync))
        .map((book) => [book.sync, begun(eventSums(book))] as const);
      this.#suspicion = { dispatched: new Map(dispatched), outcomesTo };
    }
    this.#before = books;
  }

  #judge({ dispatched }: Suspicion, books: readonly Book[]): void {
    const ended = new Map(books.map((book) => [book.sync, over(eventSums(book))]));
    for (const [sync, n] of dispatched) this.#missing.set(sync, Math.max(0, n - (ended.get(sync) ?? 0)));
  }
}

function begun({ dispatched, replayed }: EventSums): number {
  return dispatched + replayed;
}

function over({ accepted, dead }: EventSums): number {
  return accepted + dead;
}
