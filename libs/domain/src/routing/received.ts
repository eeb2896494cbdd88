import { type AmplitudeEvent, type UploadPart } from '@kochava-stream/contracts';

/** An event with the upload that brought it. */
export interface Received {
  readonly part: UploadPart;
  readonly event: AmplitudeEvent;
  /** What makes it a repetition; undefined = it repeats nothing. */
  readonly key: string | undefined;
}
