import { type DeviceIds, type SyncConfig } from '@kochava-stream/contracts';
import { mapDeviceIds } from './device-ids.ts';
import { dropped, type Dropped } from './drop-reason.ts';
import { isIdentifier } from './identifier.ts';
import { type MappingSource } from './mapping-source.ts';
import { pathValue } from './path-value.ts';
import { type Platform, platformOf } from './platform.ts';
import { textOf } from './scalar-values.ts';

/** A device as Kochava shall know it. */
export interface MappedDevice {
  readonly ok: true;
  readonly kochavaDeviceId: string;
  /** May be empty: then an event is dropped and a link stays held. */
  readonly ids: DeviceIds;
}

/**
 * The device of an event, or of an identify that has no device fields of its own (the source then carries the device's
 * id and known ids). The Kochava device id comes from its mapping alone: any substitute would be a second device.
 */
export function mapDevice(
  source: MappingSource,
  sync: SyncConfig,
  platform: Platform | undefined = platformOf(source.event),
): MappedDevice | Dropped {
  const kochavaDeviceId = textOf(pathValue(source, sync.mappings.kochava_device_id));
  if (kochavaDeviceId === undefined) return dropped('no-kochava-device-id');
  if (!isIdentifier(kochavaDeviceId)) return dropped('invalid-kochava-device-id');
  return { ok: true, kochavaDeviceId, ids: mapDeviceIds(source, sync.mappings, platform) };
}
