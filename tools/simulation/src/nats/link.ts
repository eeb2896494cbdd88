import { type MsgHdrs } from '@nats-io/transport-node';
import { type Process } from '../kernel/process.ts';
import { type Scheduler } from '../kernel/scheduler.ts';
import { matches } from './subjects.ts';

/** A message as it comes to a client. */
export interface Arrival {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs | undefined;
  readonly reply: string | undefined;
}

export interface Subscriber {
  readonly pattern: string;
  readonly callback: (error: Error | null, message: Arrival) => void;
}

/** One connection while it lasts: what is under way in it is lost with it. */
export interface Session {
  readonly link: Link;
  readonly isOpen: () => boolean;
  /** To whoever listens at the inbox. */
  readonly deliver: (inbox: string, message: Arrival) => void;
  /** To whoever asked. */
  readonly answer: (told: () => void) => void;
}

/** The far end of links. */
export interface Listener {
  readonly isUp: () => boolean;
  /** Nothing is read before, ms. */
  readonly stalledUntil: () => number;
  closed(session: Session): void;
}

/** ms on the way, one direction; now and then more. */
const usualMs = [0.1, 1] as const;
const slowMs = [5, 80] as const;
const slow = 0.02;
const noticesMs = [1, 30] as const;
const reconnectsMs = [500, 1_000] as const;

/** A client's connection to the server: in order in each direction, and it may break. */
export class Link {
  readonly subscribers = new Set<Subscriber>();
  readonly #scheduler: Scheduler;
  #serial = 0;
  #session: Session;
  #toServer = 0;
  #toClient = 0;
  #closed = false;
  /** Told when the client learns of it. */
  onStatus: (type: 'disconnect' | 'reconnect' | 'close') => void = () => undefined;

  constructor(
    scheduler: Scheduler,
    private readonly server: Listener,
    readonly process: Process,
  ) {
    this.#scheduler = scheduler;
    this.#session = this.#open();
    process.onDeath(() => this.#die());
  }

  /** Something that the server is to do, once it has arrived there. */
  send(arrives: (session: Session) => void): void {
    if (this.#isPointOfDeath() || this.#closed) return;
    const session = this.#session;
    if (!session.isOpen()) return;
    const at = Math.max(this.#toServer, this.#scheduler.now + this.#latency(), this.server.stalledUntil());
    this.#toServer = at;
    // What has left arrives, also after the death of who sent it.
    this.#scheduler.planServer(at - this.#scheduler.now, () => {
      if (this.server.isUp() && (session.isOpen() || !this.process.alive)) arrives(session);
    });
  }

  /** The connection breaks; the client notices soon and connects again when it can. */
  cut(why: string): void {
    if (this.#closed || !this.#session.isOpen()) return;
    this.#scheduler.note(`${this.process.name} loses its link: ${why}`);
    this.process.troubles.push(this.#scheduler.now);
    this.#end();
    this.#reply(this.#scheduler.random.between(...noticesMs), () => {
      this.onStatus('disconnect');
      this.#tryAgain();
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#end();
    this.onStatus('close');
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  #tryAgain(): void {
    this.#scheduler.as(this.process, () =>
      this.#scheduler.plan(this.#scheduler.random.between(...reconnectsMs), () => {
        if (this.#closed) return;
        if (!this.server.isUp()) return this.#tryAgain();
        this.#session = this.#open();
        this.onStatus('reconnect');
      }),
    );
  }

  #open(): Session {
    this.#serial += 1;
    const serial = this.#serial;
    const session: Session = {
      link: this,
      isOpen: () => this.#serial === serial,
      deliver: (inbox, message) =>
        this.#back(session, () => {
          for (const each of [...this.subscribers]) if (matches(each.pattern, inbox)) each.callback(null, message);
        }),
      answer: (told) => this.#back(session, told),
    };
    return session;
  }

  #back(session: Session, arrived: () => void): void {
    const at = Math.max(this.#toClient, this.#scheduler.now + this.#latency());
    this.#toClient = at;
    this.#reply(at - this.#scheduler.now, () => {
      if (session.isOpen()) arrived();
    });
  }

  #reply(delayMs: number, run: () => void): void {
    this.#scheduler.planReply(this.process, delayMs, run);
  }

  #end(): void {
    const session = this.#session;
    this.#serial += 1;
    this.server.closed(session);
  }

  /** What was sent before is read before the end of the connection is. */
  #die(): void {
    this.#closed = true;
    const session = this.#session;
    const at = Math.max(this.#toServer, this.#scheduler.now) - this.#scheduler.now;
    this.#scheduler.planServer(at, () => {
      this.#serial += 1;
      this.server.closed(session);
    });
  }

  #isPointOfDeath(): boolean {
    const { process } = this;
    process.points += 1;
    if (process.points === process.diesAt) this.#scheduler.kill(process, `sending, at await ${process.points}`);
    return !process.alive;
  }

  #latency(): number {
    const { random } = this.#scheduler;
    return random.chance(slow) ? random.between(...slowMs) : random.between(...usualMs);
  }
}
