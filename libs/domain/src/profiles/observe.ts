import { deviceIdKinds, type DeviceIdKind, type DeviceIds } from '@kochava-stream/contracts';
import { fold } from './fold.ts';
import {
  maxKnownDevices,
  type DeviceProfile,
  type Known,
  type KnownDevice,
  type Observation,
  type Sighting,
  type UserProfile,
} from './profile.ts';
import { noProperties, sameValue, type Properties } from './properties.ts';

/** The user an event belongs to: the one it names, else the last one seen on its device. */
export function personBehind(sighting: { user: string | undefined }, device: DeviceProfile | undefined): string | null {
  return sighting.user ?? device?.user ?? null;
}

/**
 * Takes one event into the profiles. A user id on a device that had none keeps the anonymous properties (values that
 * the user has already win); a changed user id moves the device to the other user and nothing else with it.
 */
export function observe(sighting: Sighting, known: Known): Observation {
  const user = personBehind(sighting, known.device);
  return user === null ? anonymous(sighting, known) : identified(sighting, known, user);
}

function anonymous(sighting: Sighting, known: Known): Observation {
  const device = known.device ?? newDevice(sighting);
  const ids = latestIds(device.ids, sighting);
  const { before, after, visible } = properties(sighting, device.properties, device.properties);
  const changed = ids !== device.ids || after !== before;
  return {
    device: changed && sighting.device !== undefined ? { ...device, ids, properties: after } : known.device,
    user: undefined,
    previous: undefined,
    before,
    after,
    visible,
    joined: false,
    left: noProperties,
    ids,
    others: [],
  };
}

function identified(sighting: Sighting, known: Known, id: string): Observation {
  const user = known.user ?? { project: sighting.project, user: id, properties: noProperties, devices: [] };
  const device = known.device ?? newDevice(sighting);
  const ids = latestIds(device.ids, sighting);
  const joined = isNew(device, known.user, id, sighting);
  const inherited = joined ? inherit(user, device) : user.properties;
  const { before, after, visible } = properties(sighting, user.properties, inherited);
  const devices = currentDevices(user.devices, sighting.device, ids, joined);
  const moved = joined || (sighting.device !== undefined && ids !== device.ids);
  const changed = after !== before || devices !== user.devices;
  return {
    device: moved ? { ...device, user: id, ids, properties: noProperties } : known.device,
    user: changed ? { ...user, properties: after, devices } : known.user,
    previous: leave(known.previous, device.device),
    before,
    after,
    visible,
    joined,
    left: joined ? toldBefore(device, known.previous) : noProperties,
    ids,
    others: devices.filter((other) => other.device !== sighting.device),
  };
}

function isNew(device: DeviceProfile, user: UserProfile | undefined, id: string, sighting: Sighting): boolean {
  return sighting.device !== undefined && (device.user !== id || user === undefined);
}

/** The user keeps what the device was told before anybody was known; his own values win. */
function inherit(user: UserProfile, device: DeviceProfile): Properties {
  return device.user === null ? fold(user.properties, { $setOnce: device.properties }) : user.properties;
}

function toldBefore(device: DeviceProfile, previous: UserProfile | undefined): Properties {
  return previous?.properties ?? device.properties;
}

function leave(previous: UserProfile | undefined, device: string): UserProfile | undefined {
  if (previous === undefined) return undefined;
  const devices = previous.devices.filter((other) => other.device !== device);
  return devices.length === previous.devices.length ? previous : { ...previous, devices };
}

function newDevice(sighting: Sighting): DeviceProfile {
  return { project: sighting.project, device: sighting.device ?? '', user: null, ids: {}, properties: noProperties };
}

function properties(sighting: Sighting, before: Properties, inherited: Properties) {
  const visible = fold(inherited, sighting.userProperties);
  return { before, visible, after: sighting.keepProperties ? visible : inherited };
}

function latestIds(known: DeviceIds, sighting: Sighting): DeviceIds {
  const latest = (kind: DeviceIdKind) =>
    sighting.withdrawnIds.includes(kind) ? undefined : (sighting.ids[kind] ?? known[kind]);
  if (deviceIdKinds.every((kind) => latest(kind) === known[kind])) return known;
  const ids: DeviceIds = {};
  for (const kind of deviceIdKinds) {
    const id = latest(kind);
    if (id !== undefined) ids[kind] = id;
  }
  return ids;
}

/** The last to log in comes first. A device that fell off the end stays off until it logs in again: no churn. */
function currentDevices(
  devices: readonly KnownDevice[],
  device: string | undefined,
  ids: DeviceIds,
  joined: boolean,
): readonly KnownDevice[] {
  if (device === undefined) return devices;
  if (joined) return [{ device, ids }, ...devices.filter((other) => other.device !== device)].slice(0, maxKnownDevices);
  const known = devices.find((other) => other.device === device);
  if (known === undefined || sameValue(known.ids, ids)) return devices;
  return devices.map((other) => (other === known ? { device, ids } : other));
}
