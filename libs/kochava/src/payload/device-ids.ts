import { deviceIdKinds, type DeviceIdKind, type DeviceIds, type Mappings } from '@kochava-stream/contracts';
import { isIdentifier } from './identifier.ts';
import { type MappingSource } from './mapping-source.ts';
import { pathValue } from './path-value.ts';
import { type Platform } from './platform.ts';
import { flagOf, textOf } from './scalar-values.ts';
import { attGiven } from './tracking-consent.ts';

const vendorOf: Readonly<Record<DeviceIdKind, Platform['vendor']>> = {
  idfa: 'apple',
  idfv: 'apple',
  adid: 'google',
  android_id: 'google',
};

const onlyZeros = /^[\s0-]*$/;

/**
 * The identifiers that name a device. Left out are empty ones, those made of zeros (what a device hands out while
 * tracking is limited; with or without dashes), and what is no identifier at all. Values are never altered.
 */
export function cleanIds(ids: Readonly<Partial<Record<DeviceIdKind, unknown>>>): DeviceIds {
  const clean: DeviceIds = {};
  for (const kind of deviceIdKinds) {
    const text = textOf(ids[kind]);
    if (text !== undefined && !onlyZeros.test(text) && isIdentifier(text)) clean[kind] = text;
  }
  return clean;
}

/**
 * The device's identifiers by the sync's mappings: `idfa` and `idfv` never from a Google platform, `adid` and
 * `android_id` never from an Apple one; of an unknown platform whatever is mapped. What the event does not say comes
 * from the known ids. A zero id says that tracking was limited, so it is stripped and never replaced.
 */
export function mapDeviceIds(source: MappingSource, mappings: Mappings, platform: Platform | undefined): DeviceIds {
  const found: Partial<Record<DeviceIdKind, unknown>> = {};
  for (const kind of deviceIdKinds) {
    const path = mappings[kind];
    if (path === undefined || path === null || path === '') continue;
    if (platform !== undefined && platform.vendor !== vendorOf[kind]) continue;
    found[kind] =
      textOf(pathValue(source, path)) ?? (mayRecall(kind, source, mappings) ? source.knownIds[kind] : undefined);
  }
  return cleanIds(found);
}

/** An advertising id from before is not used against a refusal that came with the event. */
function mayRecall(kind: DeviceIdKind, source: MappingSource, mappings: Mappings): boolean {
  if (source.knownIds[kind] === undefined) return false;
  if (kind === 'idfa' && attGiven(source, mappings) === false) return false;
  const limited = kind === 'idfa' || kind === 'adid' ? mappings.device_limit_tracking : null;
  return limited === undefined || limited === null || flagOf(pathValue(source, limited)) !== true;
}
