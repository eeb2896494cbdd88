import { type DeviceProfile, type UserProfile } from './profile.ts';

export type Profile = DeviceProfile | UserProfile;

/** A profile as it is stored. */
export interface ProfileRow {
  /** `deviceKey` or `userKey`. */
  readonly key: string;
  /** Grows by one with every change; what is changed here was read at this version, 0 = it was not there. */
  readonly version: number;
  readonly profile: Profile;
}

/** Names a device's profile; the length keeps project and id apart, whatever characters they contain. */
export function deviceKey(project: string, device: string): string {
  return `d${project.length}:${project}${device}`;
}

export function userKey(project: string, user: string): string {
  return `u${project.length}:${project}${user}`;
}

/** The profiles that a batch works with, as they change from event to event. */
export class ProfileSet {
  readonly #stored = new Map<string, ProfileRow>();
  readonly #changed = new Map<string, Profile>();

  constructor(rows: readonly ProfileRow[]) {
    for (const row of rows) this.#stored.set(row.key, row);
  }

  device(project: string, device: string): DeviceProfile | undefined {
    return this.#get(deviceKey(project, device)) as DeviceProfile | undefined;
  }

  user(project: string, user: string): UserProfile | undefined {
    return this.#get(userKey(project, user)) as UserProfile | undefined;
  }

  /** Takes note of a profile as it is now; one that is the same object as before did not change. */
  put(profile: Profile): void {
    const key = keyOf(profile);
    if (this.#get(key) !== profile) this.#changed.set(key, profile);
  }

  /** What has to be stored, each with the version that it was read at. */
  changed(): ProfileRow[] {
    const rows: ProfileRow[] = [];
    for (const [key, profile] of this.#changed) {
      rows.push({ key, profile, version: this.#stored.get(key)?.version ?? 0 });
    }
    return rows;
  }

  #get(key: string): Profile | undefined {
    return this.#changed.get(key) ?? this.#stored.get(key)?.profile;
  }
}

/** Only a user has a list of devices. */
function keyOf(profile: Profile): string {
  return 'devices' in profile ? userKey(profile.project, profile.user) : deviceKey(profile.project, profile.device);
}
