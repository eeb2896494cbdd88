import { type AmplitudeEvent, type DeviceIds, type SyncConfig } from '@kochava-stream/contracts';
import { explainFilters, type FilterFinding } from '../filtering/index.ts';
import { deviceKey, ProfileSet, userKey, type ProfileRow, type Properties } from '../profiles/index.ts';
import { takeEvent, type Taken } from './take-event.ts';

/** What was known of a person and a device before the event. */
export interface Remembered {
  readonly userProperties: Properties;
  readonly ids: DeviceIds;
}

export interface DryRun {
  /** As ingest would store it. */
  readonly event: AmplitudeEvent;
  /** When ingest would have taken it, ms. */
  readonly receivedAt: number;
  /** A disabled one is looked at as if it were enabled. */
  readonly sync: SyncConfig;
  /** Undefined = nothing was known: the event is the first of its device and user. */
  readonly remembered?: Remembered | undefined;
}

export interface DryRunResult extends Pick<Taken, 'links' | 'notes'> {
  readonly end: Taken['ends'][number];
  /** Undefined unless it ended as dispatched. */
  readonly mapped: Taken['events'][number]['mapped'] | undefined;
  readonly filters: readonly FilterFinding[];
}

/** What would become of one event: by the same functions as of all the others. */
export function dryRun({ event, receivedAt, sync: given, remembered }: DryRun): DryRunResult {
  const sync: SyncConfig = { ...given, status: 'enabled' };
  const { project } = sync;
  const part = { project, receivedAt, uploadedAt: null, events: [event] };
  const profiles = new ProfileSet(remembered === undefined ? [] : profilesOf(project, event, remembered));
  const { ends, events, links, notes, source } = takeEvent({ part, event, key: undefined }, profiles, [sync]);
  const [end] = ends;
  if (end === undefined) throw new RangeError('an event of one sync has one end');
  return { end, mapped: events[0]?.mapped, links, notes, filters: explainFilters(sync, source) };
}

function profilesOf(project: string, event: AmplitudeEvent, { userProperties, ids }: Remembered): ProfileRow[] {
  const { user_id: user, device_id: device } = event;
  const rows: ProfileRow[] = [];
  if (device !== undefined) {
    const properties = user === undefined ? userProperties : {};
    const profile = { project, device, user: user ?? null, ids, properties };
    rows.push({ key: deviceKey(project, device), version: 1, profile });
  }
  if (user !== undefined) {
    const devices = device === undefined ? [] : [{ device, ids }];
    rows.push({
      key: userKey(project, user),
      version: 1,
      profile: { project, user, properties: userProperties, devices },
    });
  }
  return rows;
}
