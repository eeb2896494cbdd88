import { JetStreamApiError } from '@nats-io/jetstream';
import {
  ClosedConnectionError,
  DrainingConnectionError,
  InvalidArgumentError,
  PermissionViolationError,
  TimeoutError,
} from '@nats-io/transport-node';

/**
 * Why a message was not stored, as far as is known:
 * `stream-full` max_bytes is reached; `timeout` no PubAck came (the message may be stored); `disconnected` no server can
 * be reached; `unavailable` JetStream or the stream has no leader now; `refused` it will never be taken; `aborted` the
 * caller gave up.
 */
export type PublishFailure = 'stream-full' | 'timeout' | 'disconnected' | 'unavailable' | 'refused' | 'aborted';

/** No PubAck before the deadline. With every reason but `refused` the message may be stored all the same. */
export class PublishFailed extends Error {
  override readonly name = 'PublishFailed';
  constructor(
    readonly reason: PublishFailure,
    readonly subject: string,
    options?: ErrorOptions,
  ) {
    super(`not published to ${subject}: ${reason}`, options);
  }
}

const storeFailed = 10077;
/** Message too large, header too large, wrong stream for the subject: trying again cannot help. */
const hopeless = new Set([10054, 10097, 10060]);

export function failureOf(error: unknown): PublishFailure {
  if (error instanceof JetStreamApiError) return apiFailure(error);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof TimeoutError) return 'timeout';
  if (cause instanceof ClosedConnectionError || cause instanceof DrainingConnectionError) return 'aborted';
  if (cause instanceof PermissionViolationError || cause instanceof InvalidArgumentError) return 'refused';
  // Among others JetStreamNotEnabled, which is what nats.js makes of "no responders".
  return 'unavailable';
}

function apiFailure(error: JetStreamApiError): PublishFailure {
  if (hopeless.has(error.code)) return 'refused';
  return error.code === storeFailed && /maximum (bytes|messages)/.test(error.message) ? 'stream-full' : 'unavailable';
}

/** Whether another try with the same id may succeed. */
export function isWorthRetrying(reason: PublishFailure): boolean {
  return reason !== 'refused' && reason !== 'aborted';
}
