import { deviceIdKinds, type DeviceIdKind, type DeviceIds, type SyncConfig } from '@kochava-stream/contracts';
import { mapDevice } from '@kochava-stream/kochava';
import {
  deviceKey,
  noProperties,
  userKey,
  type DeviceProfile,
  type Profile,
  type ProfileRow,
  type Properties,
  type UserProfile,
} from '../profiles/index.ts';

/** Who is to be forgotten, by the app's own ids. */
export interface Deleting {
  readonly project: string;
  readonly userIds: readonly string[];
  readonly deviceIds: readonly string[];
}

/** A device that is forgotten, and what Kochava knows it by. */
export interface FoundDevice {
  readonly device: string;
  /** It was named itself. Otherwise it is the device of a user, and may become somebody else's. */
  readonly always: boolean;
  readonly ids: DeviceIds;
  readonly atKochava: readonly { readonly sync: string; readonly kochavaDeviceId: string; readonly ids: DeviceIds }[];
}

export interface FoundPerson {
  readonly devices: readonly FoundDevice[];
  /** Keys of the profiles that go. */
  readonly gone: readonly string[];
  /** Profiles of others in which a forgotten device stood. */
  readonly changed: readonly Profile[];
}

/**
 * What the profiles know of the deleted: they themselves, and the devices on which a deleted user was seen last. A device on
 * which somebody else has logged in since is theirs.
 * @param rows the profiles of the users and devices that are named, and of those which these name
 */
export function findPerson(
  { project, userIds, deviceIds }: Deleting,
  rows: readonly ProfileRow[],
  syncs: readonly SyncConfig[],
): FoundPerson {
  const byKey = new Map(rows.map(({ key, profile }) => [key, profile]));
  const userOf = (id: string) => byKey.get(userKey(project, id)) as UserProfile | undefined;
  const deviceOf = (id: string) => byKey.get(deviceKey(project, id)) as DeviceProfile | undefined;
  const wanted = new Map<string, { always: boolean; ids: DeviceIds; properties: Properties }>();
  for (const user of userIds.map(userOf)) {
    for (const { device, ids } of user?.devices ?? []) {
      const owner = deviceOf(device)?.user;
      if (owner === undefined || owner === user?.user) {
        wanted.set(device, { always: false, ids, properties: user?.properties ?? noProperties });
      }
    }
  }
  const changed = new Map<string, UserProfile>();
  for (const id of deviceIds) {
    const device = deviceOf(id);
    const properties = wanted.get(id)?.properties ?? userOf(device?.user ?? '')?.properties ?? device?.properties;
    wanted.set(id, { always: true, ids: device?.ids ?? {}, properties: properties ?? noProperties });
    const owner = device?.user ?? '';
    const user = changed.get(owner) ?? userOf(owner);
    if (user !== undefined && !userIds.includes(owner)) changed.set(owner, withoutDevice(user, id));
  }
  const devices = [...wanted].map(([device, { properties, ...rest }]) => {
    return { device, ...rest, atKochava: syncs.flatMap((sync) => atKochava({ device, ...rest, properties }, sync)) };
  });
  const names = [
    ...userIds.map((id) => userKey(project, id)),
    ...[...wanted.keys()].map((id) => deviceKey(project, id)),
  ];
  return { devices, gone: names.filter((name) => byKey.has(name)), changed: [...changed.values()] };
}

/** Every id by which somebody may be found, of whatever kind. */
export function valuesOf(
  { userIds }: Pick<Deleting, 'userIds'>,
  devices: readonly FoundDevice[],
): Map<string, boolean> {
  const values = new Map<string, boolean>();
  const add = (value: string, always: boolean) => values.set(value, always || values.get(value) === true);
  for (const { device, always, ids, atKochava: places } of devices) {
    add(device, always);
    for (const each of [ids, ...places.map((place) => place.ids)])
      for (const { value } of listed(each)) add(value, always);
    for (const { kochavaDeviceId } of places) add(kochavaDeviceId, always);
  }
  for (const user of userIds) add(user, true);
  return values;
}

/** Ids one by one. */
export function listed(ids: DeviceIds): { kind: DeviceIdKind; value: string }[] {
  return deviceIdKinds.flatMap((kind) => {
    const value = ids[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
}

function withoutDevice(user: UserProfile, id: string): UserProfile {
  return { ...user, devices: user.devices.filter(({ device }) => device !== id) };
}

interface Known {
  readonly device: string;
  readonly ids: DeviceIds;
  readonly properties: Properties;
}

/** Empty where the sync takes Kochava's device id from somewhere that is not remembered: then its other ids must do. */
function atKochava({ device, ids, properties }: Known, sync: SyncConfig): FoundDevice['atKochava'] {
  const event = { event_type: '', time: 0, device_id: device, ...ids };
  const mapped = mapDevice({ event, eventTime: 0, userProperties: properties, knownIds: ids }, sync);
  if (!mapped.ok) return [];
  return [{ sync: sync.id, kochavaDeviceId: mapped.kochavaDeviceId, ids: mapped.ids }];
}
