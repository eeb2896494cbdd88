/** What the model and a real nats-server are asked alike, and what they answer: all of it text that can be compared. */
import { AckPolicy, DeliverPolicy, JetStreamApiError } from '@nats-io/jetstream';
import { headers, type Msg } from '@nats-io/transport-node';
import { type Nats } from '@kochava-stream/messaging';
import { type Random } from '../kernel/random.ts';

export const consumers = ['patient', 'picky', 'impatient'] as const;
type Name = (typeof consumers)[number];
type Verb = '+ACK' | '-NAK' | '+TERM' | '+WPI' | '-NAK {"delay":200000000}';

interface Message {
  readonly token: string;
  readonly id: string;
}

export type Command =
  | ({ readonly what: 'publish'; readonly elsewhere: boolean } & Message)
  | { readonly what: 'batch'; readonly messages: readonly Message[]; readonly gap: boolean }
  | { readonly what: 'pull'; readonly from: Name; readonly most: number }
  | { readonly what: 'end'; readonly of: Name; readonly verb: Verb; readonly which: number }
  | { readonly what: 'newest' };

/** Who ends one message of several that wait to come again gets them by its own order: so all that there are, are pulled then. */
const all = 50;

export function commandsFrom(random: Random, count: number): Command[] {
  const message = (): Message => ({
    token: random.pick(['a', 'b', 'c']),
    id: random.chance(0.2) ? '' : `id-${random.int(1, 60)}`,
  });
  const next = (): Command[] => {
    const dice = random.next();
    if (dice < 0.35) return [{ what: 'publish', elsewhere: random.chance(0.1), ...message() }];
    if (dice < 0.45) {
      const messages = Array.from({ length: random.int(2, 5) }, message);
      return [{ what: 'batch', messages, gap: random.chance(0.15) }];
    }
    if (dice < 0.5) return [{ what: 'newest' }];
    const of = random.pick(consumers);
    const pull = { what: 'pull', from: of, most: of === 'impatient' ? 1 : random.pick([1, 3, all]) } as const;
    if (dice < 0.72) return [pull];
    const end = (verb: Verb): Command => ({ what: 'end', of, verb, which: random.int(0, 9) });
    if (dice < 0.85) return [end(random.pick(['+ACK', '+ACK', '+TERM', '+WPI']))];
    if (of === 'impatient') return [end('+ACK')];
    const naks = Array.from({ length: random.int(1, 3) }, () => end(random.pick(['-NAK', '-NAK {"delay":200000000}'])));
    return [...naks, { ...pull, most: all }];
  };
  // At the end one of them ends all that there is.
  const ack = { what: 'end', of: 'patient', verb: '+ACK', which: 0 } as const;
  const round: Command[] = [{ what: 'pull', from: 'patient', most: all }, ...Array<Command>(8).fill(ack)];
  return [...Array.from({ length: count }, next), ...Array<Command[]>(8).fill(round)].flat();
}

interface Delivery {
  readonly reply: string;
  readonly seq: number;
  readonly count: number;
  readonly said: string;
}

const minutes = 60e9;

/** One stream with its consumers, at the model or at a server. */
export class Played {
  readonly answers: string[] = [];
  /** How many messages each pull got: what somebody else is to wait for. */
  readonly pulled: number[] = [];
  /** What waits at the end. */
  left = '';
  readonly #held = new Map<Name, Map<number, Delivery>>(consumers.map((name) => [name, new Map()]));
  #asked = 0;

  constructor(
    private readonly nats: Nats,
    readonly stream: string,
    /** undefined: all that comes within 5 s. A pull of so many waits as long as it takes. */
    private readonly wanted?: readonly number[],
  ) {}

  async run(commands: readonly Command[]): Promise<void> {
    await this.#open();
    for (const command of commands) {
      const answer = await this.#do(command);
      this.answers.push(`${JSON.stringify(command)} → ${answer} | ${await this.#standings()}`);
    }
    this.answers.push(...(await this.#stored()));
    this.left = await this.waiting();
  }

  /** @returns how it ended */
  async publish({ token, id }: Message, elsewhere = false): Promise<string> {
    try {
      const { seq, duplicate, stream } = await this.nats.js.publish(this.#subject(token), Buffer.from(`of ${id}`), {
        ...(id === '' ? {} : { msgID: id }),
        expect: { streamName: elsewhere ? 'ELSEWHERE' : this.stream },
      });
      return `${stream} ${seq} ${duplicate}`;
    } catch (error) {
      if (error instanceof JetStreamApiError) return `refused ${error.apiError().err_code}`;
      throw error;
    }
  }

  #do(command: Command): Promise<string> {
    switch (command.what) {
      case 'publish':
        return this.publish(command, command.elsewhere);
      case 'batch':
        return this.#batch(command.messages, command.gap);
      case 'pull':
        return this.#pull(command.from, command.most);
      case 'end':
        return this.#end(command.of, command.verb, command.which);
      case 'newest':
        return this.#newest();
    }
  }

  async #open(): Promise<void> {
    const common = { ack_policy: AckPolicy.Explicit, ack_wait: 10 * minutes, max_ack_pending: 8 };
    const settings = {
      patient: {},
      picky: { filter_subjects: [this.#subject('a'), this.#subject('c')], max_ack_pending: 3 },
      impatient: { ack_wait: 300e6, max_ack_pending: 1 },
    };
    for (const name of consumers)
      await this.nats.jsm.consumers.add(this.stream, {
        ...common,
        ...{ durable_name: name, filter_subjects: [`${this.stream}.>`] },
        ...settings[name],
      });
  }

  #subject(token: string): string {
    return `${this.stream}.${token}`;
  }

  async #batch(messages: readonly Message[], gap: boolean): Promise<string> {
    const batch = `batch-${(this.#asked += 1)}`;
    const { nc } = this.nats;
    for (const [at, { token, id }] of messages.entries()) {
      const isLast = at === messages.length - 1;
      const hdrs = headers();
      hdrs.set('Nats-Batch-Id', batch);
      hdrs.set('Nats-Batch-Sequence', String(at + 1 + (gap && isLast ? 1 : 0)));
      if (id !== '') hdrs.set('Nats-Msg-Id', id);
      const [subject, bytes] = [this.#subject(token), Buffer.from(`of ${id}`)];
      if (!isLast) {
        nc.publish(subject, bytes, { headers: hdrs });
        continue;
      }
      hdrs.set('Nats-Batch-Commit', '1');
      const reply = await nc.request(subject, bytes, { headers: hdrs, timeout: 20_000 });
      const { count, error } = reply.json<{ count?: number; error?: { err_code: number } }>();
      return error === undefined ? `stored ${count}` : `refused ${error.err_code}`;
    }
    return 'empty';
  }

  async #pull(from: Name, most: number): Promise<string> {
    const got = await this.#next(from, most);
    const held = this.#held.get(from);
    for (const delivery of got) held?.set(delivery.seq, delivery);
    return got.map(({ seq, count, said }) => `${seq}/${count} ${said}`).join(', ');
  }

  async #next(consumer: string, most: number): Promise<Delivery[]> {
    const { nc, inboxPrefix } = this.nats;
    const wanted = this.wanted?.[this.pulled.length];
    const inbox = `${inboxPrefix}.pull.${(this.#asked += 1)}`;
    const got: Delivery[] = [];
    const over = Promise.withResolvers<void>();
    const subscription = nc.subscribe(inbox, {
      callback: (_error, message) => {
        if ((message.headers?.code ?? 0) >= 400) over.resolve();
        else if ((message.headers?.code ?? 0) === 0 && got.push(deliveryOf(message)) === (wanted ?? most))
          over.resolve();
      },
    });
    const expires = wanted === undefined ? 5e9 : wanted === 0 ? 100e6 : 20e9;
    const request = { batch: wanted === undefined ? most : Math.max(1, wanted), expires, idle_heartbeat: 0 };
    if (wanted === undefined) request.idle_heartbeat = 2e9;
    nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${this.stream}.${consumer}`, JSON.stringify(request), { reply: inbox });
    await over.promise;
    subscription.unsubscribe();
    this.pulled.push(got.length);
    return got.sort((a, b) => a.seq - b.seq);
  }

  async #end(of: Name, verb: Verb, which: number): Promise<string> {
    const held = this.#held.get(of) ?? new Map<number, Delivery>();
    const delivery = [...held.values()].sort((a, b) => a.seq - b.seq)[which % Math.max(1, held.size)];
    if (delivery === undefined) return 'nothing is held';
    await this.nats.nc.request(delivery.reply, verb, { timeout: 20_000 });
    if (verb !== '+WPI') held.delete(delivery.seq);
    return `of ${delivery.seq}`;
  }

  /** As who reads the configuration begins: the newest message of every subject, without acks. */
  async #newest(): Promise<string> {
    const name = `newest-${(this.#asked += 1)}`;
    await this.nats.jsm.consumers.add(this.stream, {
      ...{ name, ack_policy: AckPolicy.None, deliver_policy: DeliverPolicy.LastPerSubject },
      ...{ filter_subjects: [`${this.stream}.>`], inactive_threshold: 10 * minutes },
    });
    const got = await this.#next(name, all);
    await this.nats.jsm.consumers.delete(this.stream, name);
    return got.map(({ seq, said }) => `${seq} ${said}`).join(', ');
  }

  /** What is in hand, and how many deliveries there were. */
  async #standings(): Promise<string> {
    const infos = await this.#infos();
    return infos.map(({ num_ack_pending, delivered }) => `${num_ack_pending}/${delivered.consumer_seq}`).join(' ');
  }

  /** What was never delivered, and up to where all is ended for who takes everything. A server counts it after it has stored. */
  async waiting(): Promise<string> {
    const infos = await this.#infos();
    return [...infos.map(({ num_pending }) => num_pending), infos[0]?.ack_floor.stream_seq].join(' ');
  }

  #infos() {
    return Promise.all(consumers.map((name) => this.nats.jsm.consumers.info(this.stream, name)));
  }

  async #stored(): Promise<string[]> {
    const { first_seq, last_seq, messages } = (await this.nats.jsm.streams.info(this.stream)).state;
    const stored = [`${messages} messages, ${first_seq} to ${last_seq}`];
    for (let seq = first_seq; seq <= last_seq + 1; seq += 1) stored.push(await this.#at({ seq }));
    for (const token of ['a', 'b', 'c', 'd']) stored.push(await this.#at({ last_by_subj: this.#subject(token) }));
    return stored;
  }

  async #at(query: { seq: number } | { last_by_subj: string }): Promise<string> {
    const found = await this.nats.jsm.streams.getMessage(this.stream, query);
    return found === null ? 'none' : `${found.seq} ${found.subject} ${Buffer.from(found.data).toString()}`;
  }
}

function deliveryOf({
  subject,
  data,
  headers: hdrs,
  reply = '',
}: Pick<Msg, 'subject' | 'data' | 'headers' | 'reply'>): Delivery {
  const [, , , , count, seq] = reply.split('.');
  const said = `${subject} ${hdrs?.get('Nats-Msg-Id') ?? ''} ${Buffer.from(data).toString()}`;
  return { reply, said, seq: Number(seq), count: Number(count) };
}
