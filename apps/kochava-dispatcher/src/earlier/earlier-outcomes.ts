import { outcomeEnds, outcomes, type OutcomeEnds, type Outcomes } from '@kochava-stream/contracts';
import { readShard, seqAt, streamState, type Nats } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';

export interface EarlierOutcomesOptions {
  readonly shards: number;
  readonly logger: Logger;
  readonly now: () => number;
  /**
   * How far back from the last outcome of all: longer than a message with some entries done stays in hand, and than the
   * server waits until it gives it to somebody else.
   */
  readonly lookBackMs?: number;
}

interface Question {
  readonly ids: ReadonlySet<string>;
  readonly since: number;
  readonly found: Set<string>;
  readonly answered: PromiseWithResolvers<ReadonlySet<string>>;
}

const everything = 'outcomes.*';

/**
 * What a dispatcher that is gone did with a message before it came here: the outcomes it had published. So a crash repeats
 * the calls that were under way, and not everything that was in the same messages. Questions that come together are
 * answered by one reading.
 */
export class EarlierOutcomes {
  #questions: Question[] = [];
  #reading = false;
  #closed = false;

  constructor(
    private readonly nats: Nats,
    private readonly options: EarlierOutcomesOptions,
  ) {}

  /** Those of the entries' ids that have ended there. @param since when their message was stored, ms */
  find(ids: readonly string[], since: number): Promise<ReadonlySet<string>> {
    const answered = Promise.withResolvers<ReadonlySet<string>>();
    this.#questions.push({ ids: new Set(ids), since, found: new Set(), answered });
    if (!this.#reading) void this.#answer();
    return answered.promise;
  }

  close(): void {
    this.#closed = true;
  }

  async #answer(): Promise<void> {
    this.#reading = true;
    while (this.#questions.length > 0) {
      const questions = this.#questions;
      this.#questions = [];
      try {
        if (!this.#closed) await this.#read(questions);
      } catch (err) {
        // Repeating is better than waiting.
        this.options.logger.warn({ err }, 'cannot read what was done before: entries may be sent twice');
      }
      for (const { found, answered } of questions) answered.resolve(found);
    }
    this.#reading = false;
  }

  async #read(questions: readonly Question[]): Promise<void> {
    const { lastSeq } = await streamState(this.nats, outcomes.stream);
    const from = await seqAt(this.nats, outcomes.stream, await this.#from(questions));
    if (from > lastSeq) return;
    const reader = readShard(this.nats, { stream: outcomes.stream, subject: everything, fromSeq: from });
    for await (const { seq, bytes } of reader) {
      note(bytes, questions);
      if (seq >= lastSeq || this.#closed) break;
    }
  }

  async #from(questions: readonly Question[]): Promise<number> {
    const { shards, now, lookBackMs = 240_000 } = this.options;
    const subjects = Array.from({ length: shards }, (_, shard) => outcomes.subject({ shard }));
    const last = await Promise.all([outcomeEnds.subject({}), ...subjects].map((subject) => this.#lastOn(subject)));
    const since = Math.min(...questions.map((question) => question.since));
    return Math.max(since, Math.min(now(), Math.max(...last)) - lookBackMs);
  }

  async #lastOn(subject: string): Promise<number> {
    const found = await this.nats.jsm.streams.getMessage(outcomes.stream, { last_by_subj: subject });
    return found?.time.getTime() ?? 0;
  }
}

function note(bytes: Uint8Array, questions: readonly Question[]): void {
  for (const id of idsIn(bytes)) {
    for (const { ids, found } of questions) if (ids.has(id)) found.add(id);
  }
}

/** Reading the ids is all that is needed. Counts travel on the same stream and have none. */
function idsIn(bytes: Uint8Array): string[] {
  try {
    return [...idsOf(JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<Outcomes & OutcomeEnds>)];
  } catch {
    // A broken message: who reads the stream for what it says puts it into the dead letters. Those behind it count here.
    return [];
  }
}

/**
 * What is told last: the end, or of an entry that is tried again its outcome. An entry with an accepted outcome and without
 * its end was under way: the crash came in between, and nobody has counted it.
 */
function* idsOf({ outcomes: details, ends }: Partial<Outcomes & OutcomeEnds>): Generator<string> {
  for (const { id, outcome } of details ?? []) if (outcome === 'retry') yield id;
  for (const { parts } of ends ?? []) {
    for (const [message, indexes] of Object.entries(parts)) {
      for (const index of indexes) yield `${message}.${index}`;
    }
  }
}
