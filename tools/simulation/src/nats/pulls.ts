import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { type Scheduler } from '../kernel/scheduler.ts';
import { type Consumer } from './consumer.ts';
import { type Session } from './link.ts';
import { type StoredMessage } from './stream.ts';

export interface PullRequest {
  readonly batch: number;
  readonly maxBytes: number | undefined;
  readonly expiresMs: number;
  readonly heartbeatMs: number;
}

interface Pull {
  readonly session: Session;
  readonly inbox: string;
  readonly request: PullRequest;
  left: number;
  bytes: number;
  heardAt: number;
  over: boolean;
}

/** What a message weighs besides its bytes. */
const envelopeBytes = 100;

/** The pull requests that wait at one consumer, and what they get. */
export class Pulls {
  readonly #pulls: Pull[] = [];
  #lookAt = Infinity;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly stream: string,
    private readonly consumer: Consumer,
  ) {}

  add(session: Session, inbox: string, request: PullRequest): void {
    const pull = { session, inbox, request, left: request.batch, bytes: 0, heardAt: this.scheduler.now, over: false };
    this.#pulls.push(pull);
    this.scheduler.planServer(request.expiresMs, () => this.#end(pull, 408, 'Request Timeout'));
    this.#beat(pull);
    this.serve();
  }

  /** The connection of these is gone, or the consumer is. */
  drop(isGone: (session: Session) => boolean): void {
    for (const pull of [...this.#pulls]) if (isGone(pull.session)) this.#remove(pull);
  }

  /** Delivers what can be delivered. */
  serve(): void {
    for (;;) {
      const [pull] = this.#pulls;
      const message = pull && this.consumer.peek();
      if (pull === undefined || message === undefined) break;
      const size = message.data.byteLength + envelopeBytes;
      if (pull.request.maxBytes !== undefined && pull.bytes + size > pull.request.maxBytes) {
        this.#end(pull, 409, 'Message Size Exceeds MaxBytes');
        continue;
      }
      pull.bytes += size;
      this.#deliver(pull, message);
    }
    this.#lookAgain();
  }

  #deliver(pull: Pull, message: StoredMessage): void {
    const { count, sequence, pending } = this.consumer.take(message);
    const place = `${this.consumer.settings.name}.${count}.${message.seq}.${sequence}.${message.storedAt}000000.${pending}`;
    pull.heardAt = this.scheduler.now;
    pull.left -= 1;
    const { subject, data, headers: hdrs } = message;
    pull.session.deliver(pull.inbox, { subject, data, headers: hdrs, reply: `$JS.ACK.${this.stream}.${place}` });
    if (pull.left === 0) this.#remove(pull);
  }

  #lookAgain(): void {
    // Without a pull nothing is delivered; the next one looks by itself.
    if (this.#pulls.length === 0) return;
    const due = this.consumer.nextDue;
    if (due >= this.#lookAt || due === Infinity) return;
    this.#lookAt = due;
    this.scheduler.planServer(due - this.scheduler.date, () => {
      this.#lookAt = Infinity;
      this.serve();
    });
  }

  #beat(pull: Pull): void {
    this.scheduler.planServer(pull.request.heartbeatMs, () => {
      if (pull.over) return;
      if (this.scheduler.now - pull.heardAt >= pull.request.heartbeatMs) {
        const hdrs = status(100, 'Idle Heartbeat');
        hdrs.set('Nats-Last-Consumer', String(this.consumer.delivered));
        this.#tell(pull, hdrs);
      }
      this.#beat(pull);
    });
  }

  #end(pull: Pull, code: number, description: string): void {
    if (pull.over) return;
    this.#remove(pull);
    this.#tell(pull, status(code, description));
  }

  #tell(pull: Pull, hdrs: MsgHdrs): void {
    pull.session.deliver(pull.inbox, { subject: pull.inbox, data: new Uint8Array(), headers: hdrs, reply: undefined });
  }

  #remove(pull: Pull): void {
    pull.over = true;
    const at = this.#pulls.indexOf(pull);
    if (at >= 0) this.#pulls.splice(at, 1);
  }
}

function status(code: number, description: string): MsgHdrs {
  return headers(code, description);
}
