import { JetStreamApiError, type ConsumerConfig } from '@nats-io/jetstream';
import { headers, RequestError, TimeoutError, type MsgHdrs } from '@nats-io/transport-node';
import { Connection, type Nats } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { type Process } from '../kernel/process.ts';
import { arrive, type Sent } from './arriving.ts';
import { Refused } from './errors.ts';
import { type Link, type Session, type Subscriber } from './link.ts';
import { type Server } from './server.ts';
import { jsmOf } from './manager.ts';
import { type Publication } from './stream.ts';

/** As `connectNats` makes it, over a link to the model. */
export function connectModel(server: Server, process: Process, options: { name: string; logger: Logger }): Nats {
  const link = server.connect(process);
  const client = new Client(server, link);
  const nc = client as unknown as Nats['nc'];
  return {
    nc,
    js: client.js as unknown as Nats['js'],
    jsm: jsmOf(server, client) as unknown as Nats['jsm'],
    connection: new Connection(nc, options.logger),
    inboxPrefix: `_INBOX_${options.name}`,
    close: () => client.close(),
  };
}

/** The part of a NATS client that the product uses. */
export class Client {
  readonly info = { max_payload: 1_048_576 };
  readonly #statuses: { type: string; server: string }[] = [];
  #wake: (() => void) | undefined;
  #over = false;
  readonly js = {
    apiPrefix: '$JS.API',
    publish: (subject: string, data: Uint8Array, options: PublishOptions) => this.#publish(subject, data, options),
  };

  constructor(
    private readonly server: Server,
    private readonly link: Link,
  ) {
    link.onStatus = (type) => {
      if (type === 'close') this.#over = true;
      else this.#statuses.push({ type, server: 'model' });
      this.#wake?.();
    };
  }

  isClosed(): boolean {
    return this.link.isClosed;
  }

  isDraining(): boolean {
    return false;
  }

  close(): Promise<void> {
    this.link.close();
    return Promise.resolve();
  }

  async *status(): AsyncGenerator<{ type: string; server: string }> {
    for (;;) {
      const next = this.#statuses.shift();
      if (next !== undefined) yield next;
      else if (this.#over) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  subscribe(pattern: string, { callback }: { callback: Subscriber['callback'] }) {
    const subscriber: Subscriber = { pattern, callback };
    const { subscribers } = this.link;
    subscribers.add(subscriber);
    return {
      isClosed: () => !subscribers.has(subscriber),
      unsubscribe: () => void subscribers.delete(subscriber),
      drain: async () => {
        await this.ask(() => undefined, 60_000).catch(() => undefined);
        subscribers.delete(subscriber);
      },
    };
  }

  publish(subject: string, payload: Uint8Array | string = '', sent: Sent = {}): void {
    this.link.send((session) => this.#quietly(() => arrive(this.server, session, { subject, payload, ...sent })));
  }

  async request(subject: string, payload: Uint8Array | string, sent: Sent & { timeout: number }) {
    const answer = await this.ask((session) => {
      try {
        return arrive(this.server, session, { subject, payload, ...sent }) ?? {};
      } catch (error) {
        if (error instanceof Refused) return { error: { err_code: error.code, description: error.description } };
        throw error;
      }
    }, sent.timeout);
    return { json: () => answer };
  }

  /** A question to the server and its answer, in time or not at all. @throws TimeoutError, JetStreamApiError */
  ask<T>(at: (session: Session) => T, timeoutMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new TimeoutError()), timeoutMs);
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        end();
      };
      this.link.send((session) => {
        const answer = answered(() => at(session));
        session.answer(() => settle(() => ('error' in answer ? reject(answer.error) : resolve(answer.value))));
      });
    });
  }

  async #publish(subject: string, data: Uint8Array, options: PublishOptions) {
    const { msgID: id = '' } = options;
    const publication: Publication = { subject, data, headers: withId(options.headers, id), id };
    try {
      return await this.ask(
        () => this.server.publish(publication, options.expect?.streamName),
        options.timeout ?? 5_000,
      );
    } catch (error) {
      throw error instanceof TimeoutError ? new RequestError('timeout', { cause: error }) : error;
    }
  }

  /** Nobody hears of a refusal of what was only sent. */
  #quietly(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
}

/** The id travels as a header, as every client sends it. */
function withId(given: MsgHdrs | undefined, id: string): MsgHdrs | undefined {
  if (id === '') return given;
  const all = given ?? headers();
  all.set('Nats-Msg-Id', id);
  return all;
}

interface PublishOptions {
  readonly msgID?: string;
  readonly headers?: MsgHdrs;
  readonly timeout?: number;
  readonly expect?: { readonly streamName?: string };
}

export type ConsumerAsked = Partial<ConsumerConfig> & { name?: string };

function answered<T>(ask: () => T): { value: T } | { error: Error } {
  try {
    return { value: ask() };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code: err_code, description } = error;
    return { error: new JetStreamApiError({ code: 404, err_code, description }) };
  }
}
