import {
  decode,
  dispatchEvents,
  dispatchRetry,
  outcomeEnds,
  receivedEvents,
  type DispatchEntry,
  type StreamName,
} from '@kochava-stream/contracts';
import { readShard, streamState, type Nats, type ShardReader, type StreamMessage } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { type KeepOut } from '../deletions/keep-out.ts';
import { contentOf, eventsIn } from './found-event.ts';
import { type Viewer } from './viewer.ts';

/** What is read while somebody watches. */
const sources = [
  { stream: receivedEvents.stream, subject: `${receivedEvents.name}.*` },
  { stream: dispatchEvents.stream, subject: 'dispatch.*.*' },
  { stream: outcomeEnds.stream, subject: 'outcomes.*' },
] as const;
const retryMs = 1_000;

interface Readers {
  readonly all: Set<ShardReader>;
  closed: boolean;
}

/** Reads what passes from now on, once for all who watch, and only while somebody does. */
export class LiveTail {
  readonly #viewers = new Set<Viewer>();
  #readers: Readers | undefined;
  #last = Promise.resolve();

  constructor(
    private readonly nats: Nats,
    private readonly logger: Logger,
    private readonly keepOut: KeepOut,
  ) {}

  get viewers(): number {
    return this.#viewers.size;
  }

  /** @returns ends it */
  watch(viewer: Viewer): () => void {
    this.#viewers.add(viewer);
    if (this.#readers === undefined) {
      this.#readers = { all: new Set(), closed: false };
      for (const { stream, subject } of sources) void this.#follow(this.#readers, stream, subject);
    }
    return () => {
      this.#viewers.delete(viewer);
      if (this.#viewers.size === 0) this.#stop();
    };
  }

  #stop(): void {
    const readers = this.#readers;
    this.#readers = undefined;
    if (readers === undefined) return;
    readers.closed = true;
    for (const reader of readers.all) reader.close();
  }

  async #follow(readers: Readers, stream: StreamName, subject: string): Promise<void> {
    while (!readers.closed) {
      try {
        const { lastSeq } = await streamState(this.nats, stream);
        if (readers.closed) return;
        const reader = readShard(this.nats, { stream, subject, fromSeq: lastSeq + 1 });
        readers.all.add(reader);
        for await (const message of reader) await this.#inTurn(() => this.#take(stream, message));
        readers.all.delete(reader);
      } catch (err) {
        this.logger.debug({ err, stream }, 'nothing can be watched now');
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  /** What comes first is shown first, from whatever stream. */
  #inTurn(take: () => Promise<void>): Promise<void> {
    return (this.#last = this.#last.then(take));
  }

  /** What cannot be read is for those who work with it. */
  async #take(stream: StreamName, message: StreamMessage): Promise<void> {
    try {
      if (stream === receivedEvents.stream) await this.#received(message);
      else if (stream === dispatchEvents.stream) await this.#dispatched(message);
      else this.#ended(message);
    } catch (err) {
      this.logger.debug({ err, subject: message.subject }, 'a message cannot be shown');
    }
  }

  async #received(message: StreamMessage): Promise<void> {
    for (const viewer of this.#viewers) {
      if (!viewer.wantsChunk(message.bytes)) continue;
      const { project } = viewer;
      const all = eventsIn(message, project, viewer.wanted);
      const shown = await this.keepOut.of(all, (found) => contentOf(project, found));
      for (const found of shown) viewer.received(found);
    }
  }

  async #dispatched({ subject, bytes, storedAt: at }: StreamMessage): Promise<void> {
    const viewers = [...this.#viewers].filter((viewer) => viewer.wantsDispatch(bytes));
    const [, sync = '', what] = subject.split('.');
    if (viewers.length === 0 || what === 'test') return;
    if (what === 'retry') {
      const { kind, entry, attempts, dueAt } = decode(dispatchRetry, bytes);
      const shown = await this.#shown([entry]);
      for (const viewer of viewers)
        for (const one of shown) viewer.dispatched(sync, one, { at, kind, attempts, dueAt });
      return;
    }
    const { kind, entries } = decode(dispatchEvents, bytes);
    const shown = await this.#shown(entries);
    for (const viewer of viewers) for (const entry of shown) viewer.dispatched(sync, entry, { at, kind });
  }

  #shown(entries: readonly DispatchEntry[]): Promise<readonly DispatchEntry[]> {
    return this.keepOut.of(entries, ({ project, acceptedAt: at, kochavaDeviceId, ids }) => {
      return { project, at, within: [kochavaDeviceId, ids] };
    });
  }

  #ended({ subject, bytes, storedAt: at }: StreamMessage): void {
    if (subject !== outcomeEnds.subject({})) return;
    const viewers = [...this.#viewers].filter((viewer) => viewer.wantsEnds(bytes));
    if (viewers.length === 0) return;
    for (const { sync, kind, outcome: step, class: reason, parts } of decode(outcomeEnds, bytes).ends) {
      const ids = Object.entries(parts).flatMap(([id, indexes]) => indexes.map((index) => `${id}.${index}`));
      for (const viewer of viewers) for (const id of ids) viewer.ended(id, { at, step, kind, sync, class: reason });
    }
  }
}
