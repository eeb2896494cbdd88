import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { type Nats } from './connect.ts';

/** What identifies a stream's numbering and what it still holds. */
export interface StreamState {
  /** When the stream was created (ISO): another value = another stream, whose sequence says nothing about ours. */
  readonly created: string;
  /** Sequence of the oldest message, or of the next one when there is none. */
  readonly firstSeq: number;
  /** Sequence of the newest message ever stored; 0 = none. */
  readonly lastSeq: number;
}

/** How far somebody has read. */
export interface Position {
  /** `created` of the stream when the position was first taken. */
  readonly created: string;
  readonly lastSeq: number;
}

/** The stream does not exist. */
export class StreamMissing extends Error {
  override readonly name = 'StreamMissing';
  constructor(
    readonly stream: string,
    options?: ErrorOptions,
  ) {
    super(`stream ${stream} does not exist; run the provisioning`, options);
  }
}

/**
 * The stream was deleted and made again, or restored from an older copy: its sequence starts anew, and going on from a
 * recorded one would pass over everything new without a word.
 */
export class StreamReplaced extends Error {
  override readonly name = 'StreamReplaced';
  constructor(
    readonly stream: string,
    readonly expected: Position,
    readonly found: StreamState,
  ) {
    super(
      `stream ${stream} is not the one that was read: position ${expected.lastSeq} of the stream created ` +
        `${expected.created}, found last sequence ${found.lastSeq} of the one created ${found.created}`,
    );
  }
}

/** Messages after the position may have aged out unread: `firstSeq` is all that is left. */
export class MessagesAgedOut extends Error {
  override readonly name = 'MessagesAgedOut';
  constructor(
    readonly stream: string,
    readonly position: Position,
    readonly found: StreamState,
  ) {
    super(`stream ${stream} begins at ${found.firstSeq}, after position ${position.lastSeq}: messages aged out`);
  }
}

/** @throws StreamMissing, or what the request fails with while no server answers */
export async function streamState(nats: Nats, stream: string): Promise<StreamState> {
  try {
    const { created, state } = await nats.jsm.streams.info(stream);
    return { created, firstSeq: state.first_seq, lastSeq: state.last_seq };
  } catch (error) {
    if (isMissing(error)) throw new StreamMissing(stream, { cause: error });
    throw error;
  }
}

/** Whether a stream is still the one a position belongs to. @throws StreamReplaced */
export function checkSameStream(stream: string, position: Position, found: StreamState): void {
  if (found.created !== position.created || found.lastSeq < position.lastSeq)
    throw new StreamReplaced(stream, position, found);
}

/**
 * Whether nothing between the position and the stream's first message is gone. A subject without traffic falls behind
 * the others of its stream: keep its position moving with `ShardReader.caughtUpTo`.
 * @throws StreamReplaced, MessagesAgedOut
 */
export function checkPosition(stream: string, position: Position, found: StreamState): void {
  checkSameStream(stream, position, found);
  if (found.firstSeq > position.lastSeq + 1) throw new MessagesAgedOut(stream, position, found);
}

export function isMissing(error: unknown): boolean {
  return (
    error instanceof StreamMissing ||
    (error instanceof JetStreamApiError &&
      (error.code === JetStreamApiCodes.StreamNotFound || error.code === JetStreamApiCodes.ConsumerNotFound))
  );
}
