import { type Process } from '../kernel/process.ts';
import { type Scheduler } from '../kernel/scheduler.ts';
import { type ConsumerSettings } from './consumer.ts';
import { Refused, streamNotFound } from './errors.ts';
import { Link, type Listener, type Session } from './link.ts';
import { Pulls, type PullRequest } from './pulls.ts';
import { Stream, type Publication, type Stored, type StreamSettings } from './stream.ts';

/** What a fault of the product's, or of its servers, would do. */
export interface ServerFaults {
  /** Says stored before it is: what came last is lost with a crash. */
  readonly acksBeforeStoring?: boolean;
  readonly ignoresIds?: boolean;
}

interface Staged {
  readonly publications: Publication[];
  readonly session: Session;
}

/** nats-server with JetStream, one replica, everything synced before it is acknowledged. */
export class Server implements Listener {
  readonly streams = new Map<string, Stream>();
  readonly links = new Set<Link>();
  readonly #pulls = new Map<string, Pulls>();
  readonly #batches = new Map<string, Staged>();
  #up = true;
  #stalledUntil = 0;
  /** Stored a moment ago, by servers that say so too soon. */
  #unsynced: { stream: Stream; of: Publication; at: number }[] = [];

  constructor(
    readonly scheduler: Scheduler,
    private readonly faults: ServerFaults = {},
  ) {}

  isUp(): boolean {
    return this.#up;
  }

  stalledUntil(): number {
    return this.#stalledUntil;
  }

  /** Reads nothing for a while. */
  stall(ms: number): void {
    this.#stalledUntil = Math.max(this.#stalledUntil, this.scheduler.now + ms);
  }

  connect(process: Process): Link {
    const link = new Link(this.scheduler, this, process);
    this.links.add(link);
    return link;
  }

  closed(session: Session): void {
    for (const pulls of this.#pulls.values()) pulls.drop((each) => each === session);
    for (const [id, staged] of this.#batches) if (staged.session === session) this.#batches.delete(id);
    if (session.link.isClosed) this.links.delete(session.link);
  }

  /** kill -9, and up again after a while. */
  crash(downMs: number): void {
    if (!this.#up) return;
    this.#up = false;
    this.scheduler.note('the server of the streams is killed');
    for (const link of this.links) link.cut('the server is killed');
    this.#batches.clear();
    this.#lose();
    for (const stream of this.streams.values())
      for (const [name, { settings }] of stream.consumers)
        if (!settings.durable) this.remove(stream.settings.name, name);
    this.scheduler.planServer(downMs, () => {
      this.#up = true;
      this.scheduler.note('the server of the streams is back');
      const forgets = this.scheduler.random.chance(0.5);
      for (const stream of this.streams.values())
        for (const consumer of stream.consumers.values()) consumer.restart(forgets);
    });
  }

  addStream(settings: StreamSettings): Stream {
    const stream = new Stream(
      settings,
      () => this.scheduler.date,
      () => this.faults.ignoresIds !== true,
    );
    this.streams.set(settings.name, stream);
    return stream;
  }

  stream(name: string): Stream {
    const found = this.streams.get(name);
    if (found === undefined) throw streamNotFound();
    return found;
  }

  publish(of: Publication, expected?: string): Stored & { stream: string } {
    const stream = [...this.streams.values()].find((each) => each.takes(of.subject));
    if (stream === undefined) throw new Refused(503, 'no responders');
    const { name } = stream.settings;
    if (expected !== undefined && expected !== name) throw new Refused(10060, 'expected stream does not match');
    if (this.faults.acksBeforeStoring === true) this.#unsynced.push({ stream, of, at: this.scheduler.now });
    const stored = stream.store(of);
    this.#told(stream, of, stored);
    return { ...stored, stream: name };
  }

  /** One message of an atomic batch; with `commit` the last one. */
  batch(
    session: Session,
    of: Publication,
    part: { id: string; sequence: number; commit: boolean },
  ): { count: number } | undefined {
    const staged = this.#batches.get(part.id) ?? { publications: [], session };
    this.#batches.set(part.id, staged);
    staged.publications.push(of);
    if (!part.commit) return undefined;
    this.#batches.delete(part.id);
    if (staged.publications.length !== part.sequence)
      throw new Refused(10176, 'batch publish is incomplete and was abandoned');
    const stream = [...this.streams.values()].find((each) => each.takes(of.subject));
    if (stream === undefined) throw streamNotFound();
    const stored = stream.storeBatch(staged.publications);
    for (const each of staged.publications) this.#told(stream, each, stored);
    return { count: staged.publications.length };
  }

  addConsumer(stream: string, settings: ConsumerSettings): void {
    const on = this.stream(stream);
    const consumer = on.addConsumer(settings);
    this.#pulls.set(`${stream}/${settings.name}`, new Pulls(this.scheduler, stream, consumer));
  }

  remove(stream: string, consumer: string): void {
    this.#pulls.get(`${stream}/${consumer}`)?.drop(() => true);
    this.#pulls.delete(`${stream}/${consumer}`);
    this.stream(stream).consumers.delete(consumer);
  }

  pull(session: Session, at: { stream: string; consumer: string; inbox: string }, request: PullRequest): void {
    this.#pulls.get(`${at.stream}/${at.consumer}`)?.add(session, at.inbox, request);
  }

  /** A message was ended, or is to come again. */
  serve(stream: string, consumer: string): void {
    this.#pulls.get(`${stream}/${consumer}`)?.serve();
  }

  #told(stream: Stream, { subject, id }: Publication, { seq, duplicate }: Stored): void {
    const { trace } = this.scheduler;
    this.scheduler.note(`${subject} ${duplicate ? 'has' : 'stores'} ${trace.named(id)} as ${seq}`);
    if (duplicate) return;
    for (const name of stream.consumers.keys()) this.serve(stream.settings.name, name);
  }

  #lose(): void {
    const since = this.scheduler.now - 400;
    for (const { stream, of, at } of this.#unsynced) if (at > since) stream.forget(of.id);
    this.#unsynced = [];
  }
}
