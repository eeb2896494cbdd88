import { messagingAttributes, type Traceparent, type TraceSpan, type Tracing } from '@kochava-stream/observability';
import { type TSchema } from '@sinclair/typebox';
import { type Nats } from './connect.ts';
import { traceHeaders, traceIn } from './headers.ts';
import { publishAll } from './publish-all.ts';
import { PublishFailed } from './publish-errors.ts';
import { publish, type Addressed, type Publication, type PublishOptions } from './publish.ts';

/** In whose traces a publication is seen. */
export interface Traced {
  readonly tracing: Tracing;
  /** The places of what is inside; those that are not recorded do not count. */
  readonly causes: Iterable<Traceparent | undefined>;
  /** How many things are inside. */
  readonly messages: number;
}

/**
 * As `publish`, with a span in the trace of everything recorded that the message carries; its place travels in the header
 * `traceparent`.
 * @throws PublishFailed
 */
export async function publishTraced<S extends TSchema, P>(
  nats: Nats,
  publication: Publication<S, P> & PublishOptions,
  { tracing, causes, messages }: Traced,
): Promise<void> {
  const span = tracing.shared(`send ${publication.contract.name}`, { role: 'producer' }, causes);
  if (span === undefined) return publish(nats, publication);
  const { contract, to, id } = publication;
  span.set(sendAttributes({ ...contract, subject: contract.subject(to), id }));
  span.set({ 'messaging.batch.message_count': messages });
  const headers = { ...publication.headers, ...traceHeaders(span.traceparent) };
  try {
    await publish(nats, { ...publication, headers });
  } catch (error) {
    span.fail(error instanceof PublishFailed ? error.reason : 'error');
    throw error;
  } finally {
    span.end();
  }
}

export function sendAttributes(of: { name: string; stream: string; subject: string; id: string }) {
  const { name: template, stream, subject, id: messageId } = of;
  return messagingAttributes({ operation: 'send', template, stream, subject, messageId });
}

/**
 * As `publishAll`, with a span for every message that carries a recorded place in a trace; the place of that span travels
 * on in its stead.
 * @throws PublishFailed
 */
export async function publishAllTraced(
  nats: Nats,
  messages: readonly Addressed[],
  { tracing, ...options }: PublishOptions & { tracing: Tracing },
): Promise<void> {
  const spans: TraceSpan[] = [];
  const traced = messages.map((message) => {
    const span = tracing.sampled(`send ${templateOf(message.subject)}`, sendOptions(message));
    if (span === undefined) return message;
    spans.push(span);
    return { ...message, headers: { ...message.headers, ...traceHeaders(span.traceparent) } };
  });
  try {
    await publishAll(nats, traced, options);
  } catch (error) {
    for (const span of spans) span.fail(error instanceof PublishFailed ? error.reason : 'error');
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

function sendOptions({ stream, subject, id, headers }: Addressed) {
  const attributes = sendAttributes({ name: templateOf(subject), stream, subject, id });
  return { role: 'producer' as const, parent: traceIn(headers), attributes };
}

/** The contract's name, for a subject: `dispatch.<sync>.event` is `dispatch.event`, `links.requested.3` is `links.requested`. */
function templateOf(subject: string): string {
  const [first = '', second, third] = subject.split('.');
  if (first === 'dispatch' && third !== undefined) return `${first}.${third}`;
  return third === undefined ? first : `${first}.${second}`;
}
