import { deviceIdKinds } from '@kochava-stream/contracts';
import { installEventTypes, standardNameFor } from '@kochava-stream/kochava';
import { isContextProperty } from '../filtering/index.ts';
import { type SyncDocument } from './document.ts';
import { pointerPart, quoted } from './problem.ts';

/** What may be saved as it is, and is probably not what was meant. */
export interface Hint {
  readonly field: string;
  readonly hint: string;
}

const [installEvent] = installEventTypes;

/** Advice on a document; its problems are not repeated here. */
export function hints(document: SyncDocument): Hint[] {
  return [...sendingHints(document), ...nameHints(document), ...propertyHints(document), ...mappingHints(document)];
}

function sendingHints({ kind, sendEvents, sendUsers }: SyncDocument): Hint[] {
  const found: Hint[] = [];
  const installs = kind === 'install';
  if (!sendEvents.enabled && !sendUsers.enabled) {
    const off = installs ? 'Send Events is off' : 'Send Events and Send Users are both off';
    found.push({ field: '', hint: `${off}: nothing will be sent` });
  }
  if (sendEvents.enabled && sendEvents.events.length === 0) {
    const hint = installs
      ? `no event is selected, so no install is sent: select the ones that mean one, such as ${quoted(installEvent)}`
      : 'no event is selected, so none is sent';
    found.push({ field: '/sendEvents/events', hint });
  }
  if (sendUsers.enabled && sendUsers.properties.length === 0) {
    found.push({ field: '/sendUsers/properties', hint: 'no property is selected, so no IdentityLink is sent' });
  }
  return found;
}

/** Kochava's names must match exactly: a near miss is a custom event there. */
function nameHints({ kind, sendEvents: { events, rename } }: SyncDocument): Hint[] {
  const found: Hint[] = [];
  // An install has no name.
  if (kind === 'install') return found;
  for (const [index, name] of events.entries()) {
    if (Object.hasOwn(rename, name)) continue;
    const standard = standardNameFor(name);
    if (standard === undefined || standard === name) continue;
    const hint = `${quoted(name)} is a custom event at Kochava: rename it to ${quoted(standard)} if that is what it means`;
    found.push({ field: `/sendEvents/events/${index}`, hint });
  }
  for (const [from, to] of Object.entries(rename)) {
    const field = `/sendEvents/rename/${pointerPart(from)}`;
    const standard = standardNameFor(to);
    if (standard !== undefined && standard !== to) {
      found.push({ field, hint: `${quoted(to)} is not Kochava's ${quoted(standard)}: names must match exactly` });
    }
    if (!events.includes(from)) found.push({ field, hint: `${quoted(from)} is not selected, so it is never renamed` });
  }
  return found;
}

/** Some of Kochava's pages know no limit, one of its partners names this one. */
const manyKeys = 16;
const amounts = new Set(['price', 'sum', 'revenue']);
const personal = /e-?mail|phone|passw|(first|last|full|real)[_ ]?name|birth/i;

function propertyHints({ sendEvents, sendUsers }: SyncDocument): Hint[] {
  const { event, user } = sendEvents.properties;
  const found: Hint[] = [];
  const count = new Set([...event, ...user]).size;
  if (count > manyKeys) {
    const hint = `${count} properties are selected; Kochava may keep no more than ${manyKeys} of an event`;
    found.push({ field: '/sendEvents/properties', hint });
  }
  for (const [index, name] of user.entries()) {
    if (!event.includes(name)) continue;
    const hint = `is selected as an event property too: where an event has both, the event's own value is sent`;
    found.push({ field: `/sendEvents/properties/user/${index}`, hint });
  }
  if (sendEvents.currency === null && event.some((name) => amounts.has(name))) {
    const hint = 'amounts are sent; an event without a currency of its own gets none: set one if all are in the same';
    found.push({ field: '/sendEvents/currency', hint });
  }
  return [
    ...found,
    ...personalHints(event, '/sendEvents/properties/event'),
    ...personalHints(user, '/sendEvents/properties/user'),
    ...personalHints(sendUsers.properties, '/sendUsers/properties'),
  ];
}

function personalHints(names: readonly string[], at: string): Hint[] {
  return names.flatMap((name, index) =>
    personal.test(name)
      ? [{ field: `${at}/${index}`, hint: 'Kochava asks not to be sent names, addresses and the like: select an id' }]
      : [],
  );
}

const ofAnEvent = /^(event_properties|user_properties|groups|group_properties)\./;

function mappingHints({ mappings }: SyncDocument): Hint[] {
  const found: Hint[] = [];
  for (const [field, path] of Object.entries(mappings)) {
    if (path === null || path === undefined || path === '') continue;
    if (ofAnEvent.test(path) || isEventField(path)) continue;
    const hint = `${quoted(path)} is no field of Amplitude's events: is it event_properties.… or user_properties.…?`;
    found.push({ field: `/mappings/${field}`, hint });
  }
  if (unstable.has(mappings.kochava_device_id)) {
    const hint = 'should stay the same for one app on one device: device_id does';
    found.push({ field: '/mappings/kochava_device_id', hint });
  }
  return [...found, ...consentHints(mappings)];
}

function consentHints(mappings: SyncDocument['mappings']): Hint[] {
  const found: Hint[] = [];
  if (isSet(mappings.idfa) && !isSet(mappings.att)) {
    const hint =
      'is not mapped: for iOS 14 and later Kochava then assumes that tracking was not allowed, and drops the IDFA';
    found.push({ field: '/mappings/att', hint });
  }
  if (hasHalfOfGdpr(mappings)) {
    const hint =
      'is not mapped, nor are both ad_user_data and ad_personalization: without either, no gdpr_privacy_consent is sent';
    found.push({ field: '/mappings/tc_string', hint });
  }
  return found;
}

/** Kochava asks for the consent string, or else for both flags. */
function hasHalfOfGdpr({
  gdpr_applies,
  tc_string,
  ad_user_data,
  ad_personalization,
}: SyncDocument['mappings']): boolean {
  if (isSet(tc_string) || (isSet(ad_user_data) && isSet(ad_personalization))) return false;
  return isSet(gdpr_applies) || isSet(ad_user_data) || isSet(ad_personalization);
}

/** They are of a person, or change, or are zeros once tracking is limited. */
const unstable: ReadonlySet<string> = new Set(['user_id', 'session_id', 'insert_id', 'ip', 'idfa', 'adid']);
const eventFields: ReadonlySet<string> = new Set([...deviceIdKinds, 'android_app_set_id', 'insert_id', 'currency']);

function isEventField(path: string): boolean {
  return isContextProperty(path) || eventFields.has(path);
}

function isSet(path: string | null | undefined): boolean {
  return path !== null && path !== undefined && path !== '';
}
