import { randomUUID } from 'node:crypto';
import { decode, dispatchTests, outcomeTests, type DispatchTest, type OutcomeTest } from '@kochava-stream/contracts';
import {
  ensureTestConsumer,
  publish,
  readShard,
  streamState,
  type Nats,
  type ShardReader,
} from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { Refused } from '../http/api-error.filter.ts';

/** One call that is to be made. */
export type TestCall = Pick<DispatchTest, 'kind' | 'body' | 'userAgent' | 'signed'>;

/** A call takes 20 s at most. */
const waitMs = 25_000;
const perMinute = 10;

/** Calls to Kochava made by hand: asked of the dispatchers, who alone can make them, and waited for. */
export class TestSends {
  /** By sync, when its last tests were asked for, ms. */
  readonly #recent = new Map<string, number[]>();

  constructor(
    private readonly nats: Nats,
    logger: Logger,
    private readonly limitMs = waitMs,
  ) {
    ensureTestConsumer(nats).catch((error: unknown) => {
      logger.warn({ err: error }, 'tests cannot be asked for yet');
    });
  }

  /** Makes room for one more test of a sync. @throws Refused 429 */
  admit(sync: string, now: number): void {
    const recent = (this.#recent.get(sync) ?? []).filter((at) => now - at < 60_000);
    if (recent.length >= perMinute) {
      const seconds = Math.ceil(((recent[0] ?? now) + 60_000 - now) / 1_000);
      const headers = { 'retry-after': String(seconds) };
      throw new Refused(429, `at most ${perMinute} tests a minute: try again in ${seconds} s`, [], headers);
    }
    this.#recent.set(sync, [...recent, now]);
    if (this.#recent.size > 10_000) this.#recent.delete(this.#recent.keys().next().value as string);
  }

  /** Makes one call. Undefined = no dispatcher answered in time: it may or may not have been made. */
  async send(sync: string, call: TestCall): Promise<OutcomeTest | undefined> {
    await ensureTestConsumer(this.nats);
    const id = randomUUID();
    const { lastSeq } = await streamState(this.nats, outcomeTests.stream);
    const reader = readShard(this.nats, {
      stream: outcomeTests.stream,
      subject: outcomeTests.subject({}),
      fromSeq: lastSeq + 1,
    });
    const enough = setTimeout(() => reader.close(), this.limitMs);
    try {
      await publish(this.nats, {
        contract: dispatchTests,
        to: { sync },
        id,
        message: { v: 1, test: true, id, sync, ...call, expiresAt: Date.now() + this.limitMs - 1_000 },
        deadlineMs: 5_000,
      });
      return await answerTo(id, reader);
    } finally {
      clearTimeout(enough);
      reader.close();
    }
  }
}

async function answerTo(id: string, reader: ShardReader): Promise<OutcomeTest | undefined> {
  for await (const { bytes } of reader) {
    const outcome = decode(outcomeTests, bytes);
    if (outcome.id === id) return outcome;
  }
  return undefined;
}
