import { isSampled, sampledFrom, type SpanOptions, type Tracing } from '@kochava-stream/observability';
import { endpoints } from '@kochava-stream/kochava';
import { type Attempt, type Dispatch } from '../lane/delivery.ts';

/**
 * Calls, and makes a span of the call in its event's trace. A call that did not succeed is recorded in any case, and from
 * then on its event is, so that whoever asks about a retry or a dead letter finds what happened.
 */
export async function recorded(
  { tracing, server, sync }: { tracing: Tracing; server: string; sync: string },
  dispatch: Dispatch,
  call: () => Promise<Attempt>,
): Promise<Attempt> {
  const { kind, entry } = dispatch;
  const path = endpoints[kind];
  const options: SpanOptions = {
    role: 'client',
    parent: entry.traceparent,
    attributes: {
      'http.request.method': 'POST',
      'server.address': server,
      'url.path': path,
      'http.request.resend_count': dispatch.attempts,
      'kochava_stream.sync': sync,
      'kochava_stream.sync_version': entry.syncVersion,
      'kochava_stream.dispatch': entry.id,
    },
  };
  const begun = isSampled(entry.traceparent) ? tracing.span(`POST ${path}`, options) : undefined;
  const attempt = await call();
  const { read, status } = attempt;
  const failed = read.outcome !== 'accepted';
  const span = begun ?? (failed ? tracing.span(`POST ${path}`, { ...options, since: attempt.startedAt }) : undefined);
  if (span === undefined) return attempt;
  if (status !== null) span.set({ 'http.response.status_code': status });
  span.set({ 'kochava_stream.reply': read.class });
  if (failed) span.fail(read.class);
  span.end();
  return { ...attempt, traceparent: sampledFrom(span.traceparent) };
}
