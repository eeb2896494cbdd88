import { type DeviceIdKind, type DeviceIds } from '@kochava-stream/contracts';
import { type Properties } from './properties.ts';

/** A user's links reach this many of his devices: those that logged in last. */
export const maxKnownDevices = 20;

/** What is known of a device, the app's `device_id`. */
export interface DeviceProfile {
  readonly project: string;
  readonly device: string;
  /** The user who was seen on it last; null = nobody yet. */
  readonly user: string | null;
  /** Last known advertising ids; real ones only. */
  readonly ids: DeviceIds;
  /** Properties set while nobody was known. */
  readonly properties: Properties;
}

export interface KnownDevice {
  readonly device: string;
  readonly ids: DeviceIds;
}

/** What is known of a user, the app's `user_id`. */
export interface UserProfile {
  readonly project: string;
  readonly user: string;
  readonly properties: Properties;
  /** His current devices, the last to log in first; at most `maxKnownDevices`. */
  readonly devices: readonly KnownDevice[];
}

/** What one event says about who and where. */
export interface Sighting {
  readonly project: string;
  readonly device: string | undefined;
  readonly user: string | undefined;
  /** Real ids that the event carries. */
  readonly ids: DeviceIds;
  /** Kinds for which the event carries a zero id: tracking is limited now, the old id must not be used any more. */
  readonly withdrawnIds: readonly DeviceIdKind[];
  readonly userProperties: unknown;
  /** False (`$skip_user_properties_sync`): the properties are the event's alone, the user does not keep them. */
  readonly keepProperties: boolean;
}

/** The profiles that a sighting concerns; undefined = not known yet. */
export interface Known {
  readonly device: DeviceProfile | undefined;
  /** Of `personBehind(sighting, device)`. */
  readonly user: UserProfile | undefined;
  /** Of the device's user so far, when the event names another one. */
  readonly previous: UserProfile | undefined;
}

export interface Observation {
  /** As they are now; the very object of `Known` where nothing changed. */
  readonly device: DeviceProfile | undefined;
  readonly user: UserProfile | undefined;
  readonly previous: UserProfile | undefined;
  /** Stored properties of the person behind the event, before and after it. The same object = unchanged. */
  readonly before: Properties;
  readonly after: Properties;
  /** What the event itself shows, `$skip_user_properties_sync` or not. */
  readonly visible: Properties;
  /** The device became known for this user with this event. */
  readonly joined: boolean;
  /** On `joined`: the properties that stood for the device before, another user's or nobody's. */
  readonly left: Properties;
  /** Last known ids of the event's device. */
  readonly ids: DeviceIds;
  /** The other current devices of the person. */
  readonly others: readonly KnownDevice[];
}
