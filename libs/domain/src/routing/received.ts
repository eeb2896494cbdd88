import { type AmplitudeEvent, type DispatchEntry, type UploadPart } from '@kochava-stream/contracts';

/** An event with the upload that brought it. */
export interface Received {
  readonly part: UploadPart;
  readonly event: AmplitudeEvent;
  /** What makes it a repetition; undefined = it repeats nothing. */
  readonly key: string | undefined;
  /** Where it is stored: the sequence of its chunk, and which of its events it is. */
  readonly place?: DispatchEntry['received'];
  /** The dead letter that its request was before. */
  readonly replayOf?: string;
}
