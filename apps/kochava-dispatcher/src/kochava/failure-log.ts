import { type Logger } from '@kochava-stream/observability';

/** A failing Kochava fails every call: one line in `everyMs` says how, and how often since the last. */
export function failureLog(logger: Logger, everyMs = 10_000): (error: Error) => void {
  let loggedAt = -Infinity;
  let failures = 0;
  return (error) => {
    failures += 1;
    const now = performance.now();
    if (now - loggedAt < everyMs) return;
    const { name, message } = error;
    const code = (error as NodeJS.ErrnoException).code;
    logger.warn({ error: { name, code, message }, failures }, 'calls to Kochava get no reply');
    loggedAt = now;
    failures = 0;
  };
}
