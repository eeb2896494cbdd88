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
export function findPerson(who: Deleting, rows: readonly ProfileRow[], syncs: readonly SyncConfig[]): FoundPerson {
  const { project, userIds, deviceIds } = who;
  const known = new Profiles(project, rows);
  const named = deviceIds.map((device) => ({ device, always: true, ...known.ofDevice(device) }));
  const theirs = userIds.flatMap((user) => known.devicesOf(user)).filter(({ device }) => !deviceIds.includes(device));
  const wanted = new Map([...theirs, ...named].map((each) => [each.device, each]));
  const devices = [...wanted.values()].map(({ device, always, ids, properties }) => {
    return { device, always, ids, atKochava: syncs.flatMap((sync) => atKochava({ device, ids, properties }, sync)) };
  });
  const names = [
    ...userIds.map((id) => userKey(project, id)),
    ...devices.map(({ device }) => deviceKey(project, device)),
  ];
  return { devices, gone: names.filter((name) => known.has(name)), changed: known.withoutDevices(who) };
}

class Profiles {
  readonly #byKey: ReadonlyMap<string, Profile>;

  constructor(
    private readonly project: string,
    rows: readonly ProfileRow[],
  ) {
    this.#byKey = new Map(rows.map(({ key, profile }) => [key, profile]));
  }

  has(name: string): boolean {
    return this.#byKey.has(name);
  }

  devicesOf(id: string): (Known & { always: false })[] {
    const user = this.#user(id);
    const his = (user?.devices ?? []).filter(({ device }) => (this.#device(device)?.user ?? id) === id);
    return his.map((device) => ({ ...device, always: false, properties: user?.properties ?? noProperties }));
  }

  ofDevice(id: string): Omit<Known, 'device'> {
    const device = this.#device(id);
    const user = this.#user(device?.user ?? '');
    return { ids: device?.ids ?? {}, properties: user?.properties ?? device?.properties ?? noProperties };
  }

  /** Users who stay, without the devices that go. */
  withoutDevices({ userIds, deviceIds }: Deleting): UserProfile[] {
    const owners = new Set(deviceIds.map((id) => this.#device(id)?.user ?? ''));
    return [...owners].flatMap((owner) => {
      const user = userIds.includes(owner) ? undefined : this.#user(owner);
      if (user === undefined) return [];
      return [{ ...user, devices: user.devices.filter(({ device }) => !deviceIds.includes(device)) }];
    });
  }

  #user(id: string): UserProfile | undefined {
    return this.#byKey.get(userKey(this.project, id)) as UserProfile | undefined;
  }

  #device(id: string): DeviceProfile | undefined {
    return this.#byKey.get(deviceKey(this.project, id)) as DeviceProfile | undefined;
  }
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
