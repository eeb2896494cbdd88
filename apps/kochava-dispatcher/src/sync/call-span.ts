import { isSampled, sampledFrom, type TraceSpan, type Tracing } from '@kochava-stream/observability';
import { endpoints } from '@kochava-stream/kochava';
import { type Attempt, type Dispatch } from '../lane/delivery.ts';

interface Caller {
  readonly tracing: Tracing;
  readonly server: string;
  readonly sync: string;
}

/**
 * Calls, and makes a span of the call in its event's trace. A call that did not succeed is recorded in any case, and from
 * then on its event is, so that whoever asks about a retry or a dead letter finds what happened.
 */
export async function recorded(by: Caller, dispatch: Dispatch, call: () => Promise<Attempt>): Promise<Attempt> {
  const { entry } = dispatch;
  const begun = isSampled(entry.traceparent) ? callSpan(by, dispatch) : undefined;
  const attempt = await call();
  const { read, status } = attempt;
  const failed = read.outcome !== 'accepted';
  const span = begun ?? (failed ? callSpan(by, dispatch, attempt.startedAt) : undefined);
  if (span === undefined) return attempt;
  if (status !== null) span.set({ 'http.response.status_code': status });
  span.set({ 'kochava_stream.reply': read.class });
  if (failed) span.fail(read.class);
  span.end();
  return { ...attempt, traceparent: sampledFrom(span.traceparent) };
}

/** Few calls have one. */
function callSpan(
  { tracing, server, sync }: Caller,
  { kind, entry, attempts }: Dispatch,
  since?: number,
): TraceSpan | undefined {
  const path = endpoints[kind];
  return tracing.span(`POST ${path}`, {
    role: 'client',
    parent: entry.traceparent,
    attributes: {
      'http.request.method': 'POST',
      'server.address': server,
      'url.path': path,
      'http.request.resend_count': attempts,
      'kochava_stream.sync': sync,
      'kochava_stream.sync_version': entry.syncVersion,
      'kochava_stream.dispatch': entry.id,
    },
    ...(since !== undefined && { since }),
  });
}
