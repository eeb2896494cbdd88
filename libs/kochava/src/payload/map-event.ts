import { type DeviceIds, type SyncConfig } from '@kochava-stream/contracts';
import { fitsRequest, maxRequestBytes } from '../endpoints.ts';
import { type LeftOut } from './consent-reading.ts';
import { dropped, type Dropped } from './drop-reason.ts';
import { isIpAddress } from './ip-address.ts';
import { mapDevice } from './map-device.ts';
import { type MappingSource } from './mapping-source.ts';
import { whatToDeselect } from './oversize.ts';
import { pathValue } from './path-value.ts';
import { platformOf } from './platform.ts';
import { textOf } from './scalar-values.ts';
import { trackBody } from './track-body.ts';

/** A finished request for `/track/json`. */
export interface MappedEvent {
  readonly ok: true;
  readonly kochavaDeviceId: string;
  readonly ids: DeviceIds;
  /** The exact bytes, ASCII: what is stored, signed and sent. */
  readonly body: string;
  /** Kochava takes the header for the device's user agent unless it says `Unknown`. */
  readonly userAgent: 'Unknown' | 'kochava-stream';
  /** Consents that were there and could not be read: they are not in the body. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Maps one event that the sync selects, to an event or, for a sync of kind `install`, an install.
 * Whether the sync selects it is not asked here.
 */
export function mapEvent(source: MappingSource, sync: SyncConfig): MappedEvent | Dropped {
  const name = eventName(source.event.event_type, sync);
  if (name === undefined) return dropped('no-event-name');
  const platform = platformOf(source.event);
  const device = mapDevice(source, sync, platform);
  if (!device.ok) return device;
  const ip = originationIp(source, sync);
  if (typeof ip !== 'string') return ip;
  if (!hasIds(device.ids)) return dropped('no-device-id');
  const usertime = Math.floor(source.eventTime / 1000);
  if (!(usertime >= 0 && usertime < tooManySeconds)) return dropped('invalid-time');

  const userAgent = textOf(source.event['user_agent']) ?? '';
  const { kochavaDeviceId, ids } = device;
  const { body, leftOut } = trackBody({ name, kochavaDeviceId, ids, ip, usertime, userAgent, platform }, source, sync);
  if (!fitsRequest(body)) return tooLarge({ bytes: body.length, limit: maxRequestBytes }, source, sync);
  return { ok: true, kochavaDeviceId, ids, body, leftOut, userAgent: userAgent === '' ? 'Unknown' : 'kochava-stream' };
}

/** Seconds with eleven digits would be read as a broken time, or as milliseconds. */
const tooManySeconds = 10_000_000_000;

/** Unchanged unless the sync's table renames it: Kochava's names must match exactly. */
function eventName(type: unknown, sync: SyncConfig): string | undefined {
  if (typeof type !== 'string' || type.trim() === '') return undefined;
  const { rename } = sync.sendEvents;
  return Object.hasOwn(rename, type) ? rename[type] : type;
}

function originationIp(source: MappingSource, sync: SyncConfig): string | Dropped {
  const ip = textOf(pathValue(source, sync.mappings.ip));
  if (ip === undefined) return dropped('no-ip');
  return isIpAddress(ip) ? ip : dropped('invalid-ip');
}

function hasIds(ids: DeviceIds): boolean {
  for (const _kind in ids) return true;
  return false;
}

/** @param size of the body, and the limit that it reaches */
export function tooLarge(
  size: { readonly bytes: number; readonly limit: number },
  source: MappingSource,
  sync: SyncConfig,
): Dropped {
  return { ...dropped('too-large'), detail: whatToDeselect(size, source, sync.sendEvents.properties) };
}
