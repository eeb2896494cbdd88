import { decode, deadLetters, encode, receivedEvents, type UploadPart } from '@kochava-stream/contracts';
import { poisonLetter, type Poison } from '@kochava-stream/domain/delivery';
import { dedupeKey } from '@kochava-stream/domain/uploads';
import { traceIn } from '@kochava-stream/messaging';
import { isSampled, type Traceparent } from '@kochava-stream/observability';
import { outgoing, traceOf, type Context, type Outgoing, type ShardMessage } from '@kochava-stream/shards';
import { type Received } from '@kochava-stream/domain/routing';

/** A chunk as it goes into a batch. */
export interface Chunk {
  readonly shard: number;
  readonly events: readonly Received[];
  /** The earliest time at which ingest took one of its uploads, ms. */
  readonly receivedAt: number;
  /** The recorded traces of its uploads. */
  readonly causes: readonly Traceparent[];
}

/** @throws ContractError */
export function parseChunk(message: ShardMessage): Chunk {
  const { uploads } = decode(receivedEvents, message.bytes);
  const events: Received[] = [];
  const causes: Traceparent[] = [];
  let receivedAt = Infinity;
  const { seq } = message;
  const first = Number(message.headers[firstIndex] ?? 0);
  for (const part of uploads) {
    receivedAt = Math.min(receivedAt, part.receivedAt);
    if (isSampled(part.traceparent)) causes.push(part.traceparent);
    for (const event of part.events) {
      const place = { seq, index: first + events.length };
      events.push({ part, event, key: dedupeKey(part.project, event), place });
    }
  }
  return { shard: message.shard, events, receivedAt, causes };
}

export function weighChunk(chunk: Chunk): number {
  return chunk.events.length;
}

/** One message per event, all with the chunk's place, so that one event cannot hold up the others. */
export function splitChunk(message: ShardMessage): ShardMessage[] {
  const { uploads } = decode(receivedEvents, message.bytes);
  const events = uploads.flatMap((part) => part.events.map((event) => ({ part, event })));
  return events.map(({ part, event }, index) => {
    return { ...message, headers: { ...message.headers, [firstIndex]: String(index) }, bytes: alone(part, event) };
  });
}

/** Says of a part of a chunk which of the chunk's events its first one is. */
const firstIndex = 'first-index';

function alone(part: UploadPart, event: UploadPart['events'][number]): Uint8Array {
  return encode(receivedEvents, { v: 1, uploads: [{ ...part, events: [event] }] });
}

/** The dead letter of a chunk, or a part of one, that nobody can take. */
export function poisonedChunk(message: ShardMessage, error: Error, context: Context): Outgoing {
  const { subject, bytes, headers } = message;
  return letterOf({ subject, bytes, project: null, error, traceparent: traceIn(headers) }, context);
}

/** The dead letter of one event: a chunk of its own, which can be published again as it is. */
export function poisonedEvent({ part, event }: Received, error: Error, context: Context): Outgoing {
  const { project, traceparent } = part;
  const subject = receivedEvents.name;
  return letterOf({ subject, bytes: written(part, event), project, error, traceparent }, context);
}

/** Bytes of an event that still fit into a message once they are encoded. */
const maxWrittenEvent = 700_000;

/** An event that is too large, or nested too deeply to be written, is named at least. */
function written(part: UploadPart, event: UploadPart['events'][number]): Uint8Array {
  try {
    const bytes = alone(part, event);
    if (bytes.byteLength <= maxWrittenEvent) return bytes;
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  const { event_type, time, user_id, device_id, insert_id } = event;
  const named = JSON.stringify({ event_type, time, user_id, device_id, insert_id });
  return alone(part, JSON.parse(named) as typeof event);
}

function letterOf(
  of: Pick<Poison, 'subject' | 'bytes' | 'project' | 'error' | 'traceparent'>,
  { newId, now, traces }: Context,
): Outgoing {
  const id = newId();
  const traceparent = traces.failed(of.traceparent);
  const letter = poisonLetter({ ...of, id, source: 'transformer', at: now, traceparent });
  return outgoing({ id, contract: deadLetters, to: letter, message: letter, ...traceOf(traceparent) });
}
