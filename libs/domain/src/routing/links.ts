import { type AmplitudeEvent, type DeviceIds, type SyncConfig } from '@kochava-stream/contracts';
import { changedProperties, noProperties, own, type Observation, type Properties } from '../profiles/index.ts';
import { linkValue, mapDevice, type LinkValue, type MappingSource, type RefusedValue } from '@kochava-stream/kochava';
import { type Received } from './received.ts';

/** A request for the identity-linker that only lacks its id. */
export interface LinkDraft {
  readonly received: Received;
  readonly sync: SyncConfig;
  readonly kochavaDeviceId: string;
  readonly ids: DeviceIds;
  /** null = cleared, or refused. */
  readonly properties: Record<string, string | null>;
  /** Names whose value may not be sent. */
  readonly refused: readonly string[];
}

interface Links {
  readonly links: readonly LinkDraft[];
  /** Why something was not asked for, or not in full: `no-device`, a drop reason, `value-cut`, `email-refused`, `email-hashed`. */
  readonly notes: readonly string[];
}

/** One device with what is to be linked to it. The second source is asked when the first names no device at Kochava. */
interface Target {
  readonly sources: readonly [MappingSource, MappingSource?];
  /** False: the event names no device, and its user has none that we know. */
  readonly known: boolean;
  readonly properties: Properties;
  readonly before: Properties;
}

const nothing: Links = { links: [], notes: [] };

/**
 * The links that follow from an event. A selected property that was created, changed or cleared goes to every current
 * device of the user, the event's own included. A device that became known for the user gets all that he has of the
 * selected ones; what the device was told before and he does not have is withdrawn, lest it follow to another person.
 */
export function linksOf(received: Received, seen: Observation, syncs: readonly SyncConfig[]): Links {
  if (seen.before === seen.after && !seen.joined) return nothing;
  const links: LinkDraft[] = [];
  const notes: string[] = [];
  for (const sync of syncs) {
    if (sync.status === 'enabled' && sync.sendUsers.enabled) {
      links.push(...linksFor(sync, { received, seen }, notes));
    }
  }
  return { links, notes };
}

function linksFor(
  sync: SyncConfig,
  { received, seen }: { received: Received; seen: Observation },
  notes: string[],
): Iterable<LinkDraft> {
  const byDevice = new Map<string, LinkDraft>();
  for (const target of targetsOf(received.event, seen, sync)) {
    const texts = textsOf(target, sync, notes);
    if (texts === undefined) continue;
    const device = deviceOf(target.sources, sync);
    if (!device.ok) notes.push(target.known ? device.reason : 'no-device');
    else if (!byDevice.has(device.kochavaDeviceId)) {
      const { kochavaDeviceId, ids } = device;
      byDevice.set(kochavaDeviceId, { received, sync, kochavaDeviceId, ids, ...texts });
    }
  }
  return byDevice.values();
}

function targetsOf(event: AmplitudeEvent, seen: Observation, sync: SyncConfig): Target[] {
  const selected = sync.sendUsers.properties;
  const changed = changedProperties(seen.before, seen.after, selected);
  const targets: Target[] = seen.others.map((other) => {
    return { sources: [recall(event, other, seen, sync)], known: true, before: seen.before, properties: changed };
  });
  const itself = { event, eventTime: event.time, userProperties: seen.after, knownIds: seen.ids };
  if (event.device_id !== undefined) {
    const recalled = recall(event, { device: event.device_id, ids: seen.ids }, seen, sync);
    const news = seen.joined
      ? { before: seen.left, properties: everything(seen, changed, selected) }
      : { before: seen.before, properties: changed };
    targets.unshift({ sources: [itself, recalled], known: true, ...news });
  } else if (targets.length === 0) {
    targets.push({ sources: [itself], known: false, before: seen.before, properties: changed });
  }
  return targets;
}

function everything(seen: Observation, changed: Properties, selected: readonly string[]): Properties {
  return {
    ...changedProperties(seen.left, noProperties, selected),
    ...changed,
    ...changedProperties(noProperties, seen.after, selected),
  };
}

/**
 * A device by what is remembered of it. Ids among the user's properties are left out: they are of one of his devices, and
 * nobody knows which. (Unless even the Kochava device id is kept there: then he has one device at Kochava.)
 */
function recall(
  event: AmplitudeEvent,
  device: { device: string; ids: DeviceIds },
  seen: Observation,
  sync: SyncConfig,
): MappingSource {
  const { event_type, time, user_id } = event;
  const ofUser = sync.mappings.kochava_device_id.startsWith('user_properties.');
  return {
    event: { event_type, time, ...(user_id === undefined ? {} : { user_id }), device_id: device.device, ...device.ids },
    eventTime: time,
    userProperties: ofUser ? seen.after : noProperties,
    knownIds: device.ids,
  };
}

function deviceOf(sources: Target['sources'], sync: SyncConfig): ReturnType<typeof mapDevice> {
  const [first, second] = sources;
  const device = mapDevice(first, sync);
  return device.ok || second === undefined ? device : mapDevice(second, sync);
}

/** Values as Kochava takes them; undefined = nothing to say. */
function textsOf(
  target: Target,
  { sendUsers: { emails } }: SyncConfig,
  notes: string[],
): Pick<LinkDraft, 'properties' | 'refused'> | undefined {
  const properties: Record<string, string | null> = Object.create(null);
  const refused: string[] = [];
  for (const [name, given] of Object.entries(target.properties)) {
    const value = linkValue(given, emails) ?? { text: null };
    // What had nothing to link before and has nothing now needs no withdrawal.
    if ('text' in value && value.text === null && linkValue(own(target.before, name), emails) === undefined) continue;
    if ('refused' in value) refused.push(name);
    notes.push(...notesOn(value));
    properties[name] = 'refused' in value ? null : value.text;
  }
  return Object.keys(properties).length === 0 ? undefined : { properties, refused };
}

function notesOn(value: LinkValue | RefusedValue | { text: null }): string[] {
  if ('refused' in value) return ['email-refused'];
  if (value.text === null) return [];
  return [...(value.truncated ? ['value-cut'] : []), ...(value.hashed === true ? ['email-hashed'] : [])];
}
