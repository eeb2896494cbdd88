import { type MsgHdrs } from '@nats-io/transport-node';
import { Consumer, type ConsumerSettings } from './consumer.ts';
import { consumerNotFound, Refused } from './errors.ts';
import { matchesAny } from './subjects.ts';

export interface StoredMessage {
  readonly seq: number;
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs | undefined;
  /** '' = none. */
  readonly id: string;
  /** ms since the epoch. */
  readonly storedAt: number;
}

export interface StreamSettings {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly duplicateWindowMs: number;
  /** Messages kept of each subject; 0 = all. */
  readonly perSubject: number;
  readonly created: string;
}

export interface Publication {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs | undefined;
  readonly id: string;
}

export interface Stored {
  readonly seq: number;
  readonly duplicate: boolean;
}

/** A stream: what is stored stays, whatever happens to the server; ids are known for a while. */
export class Stream {
  readonly messages: StoredMessage[] = [];
  readonly consumers = new Map<string, Consumer>();
  #lastSeq = 0;
  readonly #ids = new Map<string, StoredMessage>();

  constructor(
    readonly settings: StreamSettings,
    private readonly clock: () => number,
    /** Whether ids are looked at: a simulated fault of the product leaves them out. */
    private readonly dedupes: () => boolean,
  ) {}

  get lastSeq(): number {
    return this.#lastSeq;
  }

  get firstSeq(): number {
    return this.messages[0]?.seq ?? this.#lastSeq + 1;
  }

  takes(subject: string): boolean {
    return matchesAny(this.settings.subjects, subject);
  }

  store(of: Publication): Stored {
    const known = this.#known(of.id);
    if (known !== undefined) return { seq: known.seq, duplicate: true };
    this.#append(of);
    return { seq: this.#lastSeq, duplicate: false };
  }

  /** All or none: one id that is known is none. */
  storeBatch(all: readonly Publication[]): Stored {
    const ids = all.map(({ id }) => id).filter((id) => id !== '');
    if (ids.some((id) => this.#known(id) !== undefined) || new Set(ids).size < ids.length)
      throw new Refused(10201, 'batch publish contains duplicate message id');
    for (const each of all) this.#append(each);
    return { seq: this.#lastSeq, duplicate: false };
  }

  at(seq: number): StoredMessage | undefined {
    const index = seq - this.firstSeq;
    const guess = this.messages[index];
    return guess?.seq === seq ? guess : this.messages.find((message) => message.seq === seq);
  }

  lastOf(subject: string): StoredMessage | undefined {
    return this.messages.findLast((message) => message.subject === subject);
  }

  /** As if it had never been stored: it was never synced. */
  forget(id: string): void {
    const index = this.messages.findIndex((message) => message.id === id);
    if (index >= 0) this.messages.splice(index, 1);
    this.#ids.delete(id);
  }

  consumer(name: string): Consumer {
    const found = this.consumers.get(name);
    if (found === undefined) throw consumerNotFound();
    return found;
  }

  addConsumer(settings: ConsumerSettings): Consumer {
    const made = new Consumer(this, settings, this.clock);
    this.consumers.set(settings.name, made);
    return made;
  }

  #known(id: string): StoredMessage | undefined {
    if (id === '' || !this.dedupes()) return undefined;
    const known = this.#ids.get(id);
    return known !== undefined && known.storedAt > this.clock() - this.settings.duplicateWindowMs ? known : undefined;
  }

  #append(of: Publication): void {
    const message = { ...of, seq: (this.#lastSeq += 1), storedAt: this.clock() };
    this.messages.push(message);
    if (of.id !== '') this.#ids.set(of.id, message);
    if (this.settings.perSubject === 0) return;
    const same = this.messages.filter(({ subject }) => subject === of.subject);
    const [oldest] = same;
    if (same.length > this.settings.perSubject && oldest !== undefined)
      this.messages.splice(this.messages.indexOf(oldest), 1);
  }
}
