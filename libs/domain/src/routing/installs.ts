import { type DeviceIds, type SyncConfig } from '@kochava-stream/contracts';
import { mapDevice, type MappingSource } from '@kochava-stream/kochava';
import { type Received } from './received.ts';

/** An install of which an event tells; it only lacks its id. */
export interface InstallDraft {
  readonly received: Received;
  readonly sync: SyncConfig;
  readonly kochavaDeviceId: string;
  readonly ids: DeviceIds;
}

export interface Installs {
  readonly installs: readonly InstallDraft[];
  /** Why an install of which an event tells cannot be told on: its device has no name at Kochava. */
  readonly missedInstalls: readonly string[];
}

const none: Installs = { installs: [], missedInstalls: [] };

/**
 * The installs of which an event tells: for each sync that names its type in `hold.installEvents`, whether or not it sends
 * the event. A disabled sync too: nothing leaves by that, and once it is enabled its links need not wait for ever.
 */
export function installsOf(received: Received, source: MappingSource, syncs: readonly SyncConfig[]): Installs {
  const type = received.event.event_type;
  const asking = syncs.filter(({ kind, hold }) => kind !== 'install' && hold.installEvents?.includes(type) === true);
  if (asking.length === 0) return none;
  const installs: InstallDraft[] = [];
  const missedInstalls: string[] = [];
  for (const sync of asking) {
    const device = mapDevice(source, sync);
    if (device.ok) installs.push({ received, sync, kochavaDeviceId: device.kochavaDeviceId, ids: device.ids });
    else missedInstalls.push(device.reason);
  }
  return { installs, missedInstalls };
}
