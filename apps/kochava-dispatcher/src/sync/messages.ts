import {
  ContractError,
  decode,
  dispatchEvents,
  dispatchRetry,
  type DispatchBatch,
  type DispatchEntry,
  type DispatchKind,
} from '@kochava-stream/contracts';
import { horizonStart, maxRetryMs } from '@kochava-stream/domain/delivery';
import { traceIn, type Delivered as Message, type Handled } from '@kochava-stream/messaging';
import { messagingAttributes, type SharedSpan, type Tracing } from '@kochava-stream/observability';
import { toSteady, type Clocks } from '../clocks.ts';
import { type Dispatch } from '../lane/delivery.ts';
import { type Lane } from '../lane/lane.ts';

export interface MessageParts {
  readonly lane: Lane;
  readonly clocks: Clocks;
  readonly tracing: Tracing;
  /** Those of the entries that somebody ended before. */
  readonly finished: (ids: readonly string[], since: number) => Promise<ReadonlySet<string>>;
  readonly halfDoneMs?: number | undefined;
  readonly handOn: (kind: DispatchKind, entries: DispatchEntry[]) => Promise<void>;
  readonly poison: (message: Message, error: Error) => Promise<void>;
}

/** As long a message may stay in hand half done. */
const halfDoneMs = 120_000;

/**
 * A message is done when each of its entries has an ending. What a stopping service has not begun goes on as a new
 * message; so does the rest of one that does not get on, as whoever gets it after a crash should find little of it done.
 */
export async function deliverBatch(message: Message, parts: MessageParts): Promise<Handled> {
  const { lane, clocks, handOn } = parts;
  const { kind, entries } = await unfinished(message, parts);
  if (entries.length === 0) return { done: true };
  const left: DispatchEntry[] = [];
  let settled = 0;
  const span = processing(message, entries, parts);
  const dispatches = entries.map((each): Dispatch => {
    const since = toSteady(clocks, horizonStart(kind, each, message.storedAt));
    return { kind, entry: inside(span, each), attempts: 0, since };
  });
  const halfDone = setInterval(() => void (settled > 0 && lane.withdraw(dispatches)), parts.halfDoneMs ?? halfDoneMs);
  halfDone.unref();
  try {
    await Promise.all(
      dispatches.map(async (dispatch) => {
        if ((await lane.deliver(dispatch)) === 'left') left.push(dispatch.entry);
        else settled += 1;
      }),
    );
  } finally {
    clearInterval(halfDone);
    span?.end();
  }
  if (settled === 0) return { retryAfterMs: 0 };
  if (left.length > 0) await handOn(kind, left);
  return { done: true };
}

/** From taking a message to the last of its endings, in the trace of every entry that is recorded. */
function processing(
  { subject, headers }: Message,
  entries: readonly DispatchEntry[],
  { tracing }: MessageParts,
): SharedSpan | undefined {
  const template = subject.replace(/^dispatch\.[^.]*/, 'dispatch');
  const attributes = messagingAttributes({ operation: 'process', template, subject, messages: entries.length });
  const causes = entries.map(({ traceparent }) => traceparent);
  return tracing.shared(`process ${template}`, { role: 'consumer', attributes, links: [traceIn(headers)] }, causes);
}

function inside(span: SharedSpan | undefined, entry: DispatchEntry): DispatchEntry {
  const traceparent = span?.within(entry.traceparent);
  return traceparent === undefined ? entry : { ...entry, traceparent };
}

async function unfinished(
  message: Message,
  { finished }: MessageParts,
): Promise<Pick<DispatchBatch, 'kind' | 'entries'>> {
  const { kind, entries } = decode(dispatchEvents, message.bytes);
  if (message.deliveryCount === 1) return { kind, entries };
  const known = await finished(
    entries.map(({ id }) => id),
    message.storedAt,
  );
  return { kind, entries: entries.filter(({ id }) => !known.has(id)) };
}

/**
 * One entry that waits for its next attempt: early it goes back, so that it takes no place among those that are due. No wait
 * is longer than the longest: what seems to be comes of a clock that was set, and the server's has measured it before.
 */
export async function deliverRetry(message: Message, parts: MessageParts): Promise<Handled> {
  const { lane, clocks } = parts;
  const { kind, entry, attempts, firstAttemptAt: first, dueAt } = decode(dispatchRetry, message.bytes);
  const early = dueAt - clocks.wall();
  const hasWaited = early > maxRetryMs && message.deliveryCount > 1;
  if (early > 0 && !hasWaited) return { retryAfterMs: Math.min(early, maxRetryMs) };
  const span = processing(message, [entry], parts);
  const since = toSteady(clocks, horizonStart(kind, entry, first));
  const firstAttemptAt = toSteady(clocks, first);
  const end = await lane.deliver({ kind, entry: inside(span, entry), attempts, since, firstAttemptAt });
  span?.end();
  return end === 'left' ? { retryAfterMs: 0 } : { done: true };
}

/** What cannot be read is kept as a dead letter; it must not hold up what comes behind it. */
export async function orPoison(
  message: Message,
  parts: MessageParts,
  deliver: (message: Message, parts: MessageParts) => Promise<Handled>,
): Promise<Handled> {
  try {
    return await deliver(message, parts);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    await parts.poison(message, error);
    return { reject: error.message };
  }
}
