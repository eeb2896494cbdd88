import { eventShard, type AmplitudeEvent, type UploadPart } from '@kochava-stream/contracts';

/** What an upload says besides its events. */
export type UploadFrame = Omit<UploadPart, 'events'>;

/** Part of an upload that falls into one shard, as the JSON text that becomes part of a chunk. */
export interface Part {
  readonly shard: number;
  readonly text: string;
  /** UTF-8 bytes of the text. */
  readonly bytes: number;
}

/** A chunk is filled up to this. */
export const chunkBytes = 512 * 1024;
/** A larger event does not fit into one message of the broker (1 MB with subject and headers). */
const mostEventBytes = 900 * 1024;

/**
 * Splits an upload by shard, in the order of its events; each event is serialised once, here.
 * @returns undefined if an event is larger than a message can be
 */
export function splitUpload(frame: UploadFrame, events: readonly AmplitudeEvent[], shards: number): Part[] | undefined {
  const open = new Map<number, OpenPart>();
  const parts: Part[] = [];
  for (const event of events) {
    const text = JSON.stringify(event);
    const bytes = Buffer.byteLength(text);
    if (bytes > mostEventBytes) return undefined;
    const shard = eventShard(frame.project, event, shards);
    const part = open.get(shard);
    if (part !== undefined && part.bytes + bytes < chunkBytes) {
      part.texts.push(text);
      part.bytes += bytes + 1;
      continue;
    }
    if (part !== undefined) parts.push(closePart(frame, shard, part));
    open.set(shard, { texts: [text], bytes });
  }
  for (const [shard, part] of open) parts.push(closePart(frame, shard, part));
  return parts;
}

interface OpenPart {
  readonly texts: string[];
  bytes: number;
}

function closePart(frame: UploadFrame, shard: number, { texts, bytes }: OpenPart): Part {
  const head = JSON.stringify(frame);
  const text = `${head.slice(0, -1)},"events":[${texts.join(',')}]}`;
  return { shard, text, bytes: Buffer.byteLength(head) + ',"events":[]'.length + bytes };
}

/** The bytes of a `receivedEvents` message that holds the parts. */
export function chunkOf(parts: readonly Pick<Part, 'text'>[]): Buffer {
  const first = parts[0]?.text ?? '';
  const uploads = parts.length === 1 ? first : parts.map((part) => part.text).join(',');
  return Buffer.from(`{"v":1,"uploads":[${uploads}]}`, 'utf8');
}
