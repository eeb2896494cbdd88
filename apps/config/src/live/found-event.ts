import { decode, receivedEvents, type AmplitudeEvent } from '@kochava-stream/contracts';
import { type StreamMessage } from '@kochava-stream/messaging';
import { type Candidate } from '../deletions/keep-out.ts';
import { isWanted, type Wanted } from './wanted.ts';

/** An event as it stands in the stream RECEIVED. */
export interface FoundEvent {
  /** The chunk's sequence, and which of its events it is. */
  readonly seq: number;
  readonly index: number;
  /** When ingest took it, and when its chunk was stored, ms. */
  readonly receivedAt: number;
  readonly storedAt: number;
  readonly uploadedAt: number | null;
  readonly traceparent: string | undefined;
  readonly event: AmplitudeEvent;
}

/** Whom an event may name. One of nobody, on the device of a deleted user, is theirs however new it is. */
export function contentOf(project: string, { event, receivedAt }: FoundEvent): Candidate {
  return { project, within: event, at: event.user_id === undefined ? null : receivedAt };
}

/** The wanted events of a chunk, in their order. @throws ContractError */
export function eventsIn(message: StreamMessage, project: string, wanted: Wanted): FoundEvent[] {
  const { seq, storedAt } = message;
  const found: FoundEvent[] = [];
  let index = -1;
  for (const part of decode(receivedEvents, message.bytes).uploads) {
    const { receivedAt, uploadedAt, traceparent } = part;
    for (const event of part.events as AmplitudeEvent[]) {
      index += 1;
      if (part.project !== project || !isWanted(event, wanted)) continue;
      found.push({ seq, index, receivedAt, storedAt, uploadedAt, traceparent, event });
    }
  }
  return found;
}
