import { type AmplitudeEvent, type DeviceIds } from '@kochava-stream/contracts';

/** Everything a mapping may read. */
export interface MappingSource {
  /** As ingest accepted it; its `time` is the client's. */
  readonly event: AmplitudeEvent;
  /** When it happened, by the corrected clock, ms since the epoch. */
  readonly eventTime: number;
  /** The user's properties as they stand after this event. */
  readonly userProperties: Readonly<Record<string, unknown>>;
  /** The last identifiers known of the device, for what the event itself does not say. */
  readonly knownIds: DeviceIds;
}
