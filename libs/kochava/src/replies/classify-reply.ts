import { type DispatchKind, type ReplyClass } from '@kochava-stream/contracts';
import { verdictOf } from './reply-body.ts';
import { retryAfterMs } from './retry-after.ts';

/** What came back: a reply (its body cut at the cap), or why none did. */
export type Reply =
  | { readonly status: number; readonly body: string; readonly retryAfter?: string | undefined }
  | { readonly failure: 'timeout' | 'network' };

/**
 * What to do next. `accepted`: done. `retry`: again later. `dead`: a dead letter at once. `pause`: the credentials are
 * refused; the sync stops and keeps its messages.
 */
export interface Classified {
  readonly outcome: 'accepted' | 'retry' | 'dead' | 'pause';
  readonly class: ReplyClass;
  /** The wait that Kochava asked for, ms, at most 300,000; only with `retry`. */
  readonly retryAfterMs?: number;
}

/** @param now ms since the epoch, for a `Retry-After` that is a date; without it such a header is ignored */
export function classifyReply(kind: DispatchKind, reply: Reply, now?: number): Classified {
  if ('failure' in reply) return retry(reply.failure === 'timeout' ? 'timeout' : 'network-error');
  const classified = byStatus(kind, reply.status, reply.body);
  const wait = classified.outcome === 'retry' ? retryAfterMs(reply.retryAfter, now) : undefined;
  return wait === undefined ? classified : { ...classified, retryAfterMs: wait };
}

/** Statuses that mean something of their own. */
const statuses = new Map<number, Classified>([
  [401, { outcome: 'pause', class: 'credentials-refused' }],
  [403, { outcome: 'pause', class: 'credentials-refused' }],
  [408, retry('timeout')],
  [429, retry('throttled')],
]);

function byStatus(kind: DispatchKind, status: number, body: string): Classified {
  if (status === 200) return byBody(kind, body);
  return statuses.get(status) ?? byHundred(Math.trunc(status / 100));
}

function byHundred(hundred: number): Classified {
  switch (hundred) {
    case 3:
      return { outcome: 'dead', class: 'redirect' };
    case 4:
      return { outcome: 'dead', class: 'refused' };
    case 5:
      return retry('server-error');
    default:
      return retry('reply-not-understood');
  }
}

/**
 * The reply of `identityLink.php` is not documented: there only an explicit failure is one, and any other body is taken
 * as accepted and counted apart. Otherwise good links would be sent again for three days.
 */
function byBody(kind: DispatchKind, body: string): Classified {
  const verdict = verdictOf(body);
  if (verdict === 'success') return { outcome: 'accepted', class: 'accepted' };
  if (verdict === 'explicit-failure') return retry('success-false');
  if (kind === 'link') return { outcome: 'accepted', class: 'accepted-reply-not-understood' };
  return retry(verdict === 'no-success' ? 'success-false' : 'reply-not-understood');
}

function retry(replyClass: ReplyClass): Classified {
  return { outcome: 'retry', class: replyClass };
}
