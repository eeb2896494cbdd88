/** A larger wait, or a broken one, must not stop a sync. */
export const maxRetryAfterMs = 300_000;

const httpDates = [
  /^[a-z]{3}, \d{2} [a-z]{3} \d{4} \d{2}:\d{2}:\d{2} gmt$/i,
  /^[a-z]{6,9}, \d{2}-[a-z]{3}-\d{2} \d{2}:\d{2}:\d{2} gmt$/i,
  /^[a-z]{3} [a-z]{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/i,
];

/**
 * The wait that a `Retry-After` header asks for, in ms, at most 300 s: whole seconds, or an HTTP date (needs `now`, ms
 * since the epoch). Undefined = it asks for none, or cannot be understood.
 */
export function retryAfterMs(header: string | undefined, now: number | undefined): number | undefined {
  const text = header?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : untilDate(text, now);
  return wait > 0 ? Math.min(wait, maxRetryAfterMs) : undefined;
}

function untilDate(text: string, now: number | undefined): number {
  if (now === undefined || !httpDates.some((form) => form.test(text))) return Number.NaN;
  // The third form names no zone; it is GMT too.
  return Date.parse(/gmt$/i.test(text) ? text : `${text} GMT`) - now;
}
