import { type Attributes } from '@opentelemetry/api';

/**
 * What a span says of messages (OpenTelemetry's semantic conventions for messaging). The destination is named by its
 * template, so that the spans of all shards and syncs are one operation; the subject itself stands beside it.
 */
export function messagingAttributes(of: {
  readonly operation: 'send' | 'process';
  /** A contract's name: `received.events`. */
  readonly template: string;
  /** A subject: `received.events.3`. */
  readonly subject?: string;
  readonly stream?: string;
  readonly consumer?: string;
  readonly messages?: number;
  readonly messageId?: string;
  readonly bytes?: number;
}): Attributes {
  return {
    'messaging.system': 'nats',
    'messaging.operation.type': of.operation,
    'messaging.operation.name': of.operation === 'send' ? 'publish' : 'process',
    'messaging.destination.template': of.template,
    'messaging.destination.name': of.subject,
    'messaging.consumer.group.name': of.consumer,
    'messaging.batch.message_count': of.messages,
    'messaging.message.id': of.messageId,
    'messaging.message.body.size': of.bytes,
    'kochava_stream.stream': of.stream,
  };
}
