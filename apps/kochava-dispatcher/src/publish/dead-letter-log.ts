import { type DeadLetter } from '@kochava-stream/contracts';
import { traceId, type Logger } from '@kochava-stream/observability';

/** Told of every dead letter; `device` is the Kochava device id where it is known. */
export type DeadLetterLog = (letter: DeadLetter, device: string | undefined) => void;

const everyMs = 10_000;

/**
 * One line for the first dead letter of a sync and reason, and then at most one in `everyMs` that says how many there were
 * since: a sync whose calls are all refused must not fill the disk. The trace's id leads to what happened; of the device
 * there is only what stands for it.
 */
export function deadLetterLog(
  logger: Logger,
  hash: (id: string) => string,
  now = () => performance.now(),
): DeadLetterLog {
  const since = new Map<string, { at: number; letters: number }>();
  return ({ sync, reason, kind, attempts, traceparent, id }, device) => {
    const key = `${sync} ${kind} ${reason}`;
    const last = since.get(key) ?? { at: -Infinity, letters: 0 };
    last.letters += 1;
    since.set(key, last);
    if (now() - last.at < everyMs) return;
    const { letters } = last;
    since.set(key, { at: now(), letters: 0 });
    const trace = traceparent === undefined ? {} : { trace_id: traceId(traceparent) };
    const who = device === undefined ? {} : { device: hash(device) };
    logger.warn({ sync, kind, reason, attempts, id, letters, ...who, ...trace }, 'dead letter');
  };
}
