import { type SeenName } from '@kochava-stream/contracts';
import { type Received } from '@kochava-stream/domain/routing';
import { namesIn, type Named } from './names-in.ts';

export interface SeenNamesOptions {
  readonly now: () => number;
  /** Stores some names; rejects when they cannot be stored now. */
  readonly tell: (names: readonly SeenName[]) => Promise<void>;
  readonly everyMs?: number;
}

const hour = 3_600_000;
/** Of a batch: so that what it costs does not grow with the traffic. */
const lookedAt = 10;
const perMessage = 500;
/** Names that are remembered as told. A project with more different ones tells some again. */
const remembered = 50_000;
const waitingAtMost = 5_000;

/**
 * The names that pass by: of every event its own, of some events in each batch all the others. Each is told at most once an
 * hour. They leave beside the transactions: losing some is no loss, and no event waits for them.
 */
export class SeenNames {
  readonly #told = new Map<string, number>();
  #waiting = new Map<string, SeenName>();
  readonly #timer: NodeJS.Timeout;
  #telling: Promise<void> = Promise.resolve();

  constructor(private readonly options: SeenNamesOptions) {
    this.#timer = setInterval(() => void this.flush(), options.everyMs ?? 2_000);
    this.#timer.unref();
  }

  /** Takes note of a batch. */
  note(chunks: readonly { readonly events: readonly Received[] }[]): void {
    const now = this.options.now();
    const count = chunks.reduce((sum, { events }) => sum + events.length, 0);
    const step = Math.max(1, Math.ceil(count / lookedAt));
    let index = 0;
    for (const { part, event } of eventsOf(chunks)) {
      this.#note(part.project, { kind: 'event', name: event.event_type, type: 'event' }, now);
      if (index % step === 0) for (const named of namesIn(event)) this.#note(part.project, named, now);
      index += 1;
    }
  }

  /** Tells what is waiting; what cannot be told waits on. */
  flush(): Promise<void> {
    this.#telling = this.#telling.then(() => this.#tell());
    return this.#telling;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #note(project: string, named: Named, now: number): void {
    const key = `${named.kind}\n${project}\n${named.name}`;
    const told = this.#told.get(key);
    if (told !== undefined && now - told < hour) return;
    if (this.#waiting.size >= waitingAtMost || named.name.length > 256) return;
    this.#told.delete(key);
    this.#told.set(key, now);
    if (this.#told.size > remembered) this.#told.delete(this.#told.keys().next().value as string);
    this.#waiting.set(key, { project, ...named, at: now });
  }

  async #tell(): Promise<void> {
    const names = [...this.#waiting.values()];
    this.#waiting = new Map();
    for (let from = 0; from < names.length; from += perMessage) {
      const some = names.slice(from, from + perMessage);
      try {
        await this.options.tell(some);
      } catch {
        // The next ones will find it stored again; until then these are as if they had not been seen.
        for (const { kind, project, name } of names.slice(from)) this.#told.delete(`${kind}\n${project}\n${name}`);
        return;
      }
    }
  }
}

function* eventsOf(chunks: readonly { readonly events: readonly Received[] }[]): Generator<Received> {
  for (const { events } of chunks) yield* events;
}
