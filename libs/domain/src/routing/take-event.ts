import {
  deviceIdKinds,
  type AmplitudeEvent,
  type Count,
  type DeviceIdKind,
  type DeviceIds,
  type SyncConfig,
} from '@kochava-stream/contracts';
import { selectEvent } from '../filtering/index.ts';
import {
  observe,
  personBehind,
  type Known,
  type Observation,
  type Profile,
  type ProfileSet,
  type Sighting,
} from '../profiles/index.ts';
import { correctTime } from '../uploads/index.ts';
import {
  cleanIds,
  mapEvent,
  tooLarge,
  type Dropped,
  type MappedEvent,
  type MappingSource,
} from '@kochava-stream/kochava';
import { installsOf, type Installs } from './installs.ts';
import { linksOf, type LinkDraft } from './links.ts';
import { type Received } from './received.ts';

/** A request to Kochava that only lacks its id. */
export interface EventDraft {
  readonly received: Received;
  readonly sync: SyncConfig;
  readonly mapped: MappedEvent;
}

/** How an event ended for one sync; sync null = for the project, which has none. */
export interface End {
  readonly sync: string | null;
  readonly what: Extract<Count['what'], 'filtered' | 'dropped' | 'dispatched'>;
  readonly reason: string;
  /** What the reason alone does not say: names and sizes, never a value. */
  readonly detail?: string;
}

/** Everything that one event causes. Nothing of it has happened yet: an event that throws leaves no trace. */
export interface Taken extends Installs {
  readonly profiles: readonly Profile[];
  readonly ends: readonly End[];
  readonly events: readonly EventDraft[];
  readonly links: readonly LinkDraft[];
  readonly notes: readonly string[];
  /** What filters and mappings looked at. */
  readonly source: MappingSource;
}

const noSync: readonly End[] = [{ sync: null, what: 'dropped', reason: 'no-sync' }];

/** What follows from one event that is no repetition: first for the profiles, then, with them, for each sync. */
export function takeEvent(received: Received, profiles: ProfileSet, syncs: readonly SyncConfig[]): Taken {
  const { part, event } = received;
  const sighting = sightingOf(part.project, event);
  const seen = observe(sighting, knownOf(sighting, profiles));
  const source: MappingSource = {
    event,
    eventTime: correctTime(event.time, part.receivedAt, part.uploadedAt),
    userProperties: seen.visible,
    knownIds: seen.ids,
  };
  const events: EventDraft[] = [];
  const ends = syncs.length === 0 ? noSync : syncs.map((sync) => endFor({ received, sync, source }, events));
  return {
    profiles: changedBy(seen),
    ends,
    events,
    ...linksOf(received, seen, syncs),
    ...installsOf(received, source, syncs),
    source,
  };
}

export function sightingOf(project: string, event: AmplitudeEvent): Sighting {
  const ids = cleanIds(event as Partial<Record<DeviceIdKind, unknown>>);
  return {
    project,
    device: event.device_id,
    user: event.user_id,
    ids,
    withdrawnIds: deviceIdKinds.filter((kind) => isZeroId(event[kind], ids[kind])),
    userProperties: event['user_properties'],
    keepProperties: event['$skip_user_properties_sync'] !== true,
  };
}

/** Zeros are what a device hands out once its user has limited tracking. */
function isZeroId(given: unknown, clean: DeviceIds[keyof DeviceIds]): boolean {
  return clean === undefined && typeof given === 'string' && given.includes('0') && /^[0\s-]+$/.test(given);
}

export function knownOf(sighting: Sighting, profiles: ProfileSet): Known {
  const { project } = sighting;
  const device = sighting.device === undefined ? undefined : profiles.device(project, sighting.device);
  const user = personBehind(sighting, device);
  const before = device?.user ?? null;
  return {
    device,
    user: user === null ? undefined : profiles.user(project, user),
    previous: before === null || before === user ? undefined : profiles.user(project, before),
  };
}

function changedBy({ device, user, previous }: Observation): Profile[] {
  return [device, user, previous].filter((profile) => profile !== undefined);
}

/** Characters of a body as it travels, quoted once more: NATS takes messages of 1 MiB. */
const maxQuotedBody = 900_000;

/** Bytes of a body as it travels, where it has too many; undefined = it fits. */
function bytesTooMany(body: string): number | undefined {
  if (body.length <= maxQuotedBody / 2) return undefined;
  const bytes = JSON.stringify(body).length;
  return bytes > maxQuotedBody ? bytes : undefined;
}

export interface Question {
  readonly received: Received;
  readonly sync: SyncConfig;
  readonly source: MappingSource;
}

/** How an event ends for a sync; what is to be sent is put into `events`. */
export function endFor({ received, sync, source }: Question, events: EventDraft[]): End {
  const selection = selectEvent(sync, source);
  if (!selection.selected) return { sync: sync.id, what: 'filtered', reason: selection.rule };
  const mapped = mapEvent(source, sync);
  if (!mapped.ok) return droppedFor(sync, mapped);
  const bytes = bytesTooMany(mapped.body);
  if (bytes !== undefined) return droppedFor(sync, tooLarge({ bytes, limit: maxQuotedBody }, source, sync));
  events.push({ received, sync, mapped });
  return { sync: sync.id, what: 'dispatched', reason: '' };
}

function droppedFor(sync: SyncConfig, { reason, detail }: Dropped): End {
  return { sync: sync.id, what: 'dropped', reason, ...(detail === undefined ? {} : { detail }) };
}
