import { type StreamName } from '@kochava-stream/contracts';
import { messagingAttributes, type Traceparent, type Tracing } from '@kochava-stream/observability';
import { type TSchema } from '@sinclair/typebox';
import { type Nats } from './connect.ts';
import { traceHeaders } from './headers.ts';
import { PublishFailed } from './publish-errors.ts';
import { publish, type Publication, type PublishOptions } from './publish.ts';

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

export function sendAttributes(of: { name: string; stream: StreamName; subject: string; id: string }) {
  const { name: template, stream, subject, id: messageId } = of;
  return messagingAttributes({ operation: 'send', template, stream, subject, messageId });
}
