import { type Filter } from '@kochava-stream/contracts';
import { type SyncDocument } from '@kochava-stream/domain/sync';
import { type DropReason, type LeftOut } from '@kochava-stream/kochava';

const drops: Readonly<Record<DropReason, string>> = {
  'no-event-name': 'The event has no name.',
  'no-kochava-device-id': 'The mapping of the Kochava device id finds nothing in this event.',
  'invalid-kochava-device-id':
    'What the mapping of the Kochava device id finds is no id: it is longer than 512 characters, or has control characters.',
  'no-ip': 'The mapping of the IP address finds nothing in this event, and Kochava requires one.',
  'invalid-ip': 'What the mapping of the IP address finds is no IPv4 or IPv6 address.',
  'no-device-id':
    'No identifier is left: none of the mapped idfa, idfv, adid and android_id is in the event, or they are zeros (tracking is limited), or they do not belong to its platform.',
  'invalid-time': 'The time of the event is none that Kochava can read.',
  'too-large': 'The request would have 2,000,000 bytes or more, which Kochava refuses: select fewer properties.',
};

const notes: Readonly<Record<string, string>> = {
  ...drops,
  'no-device': 'The event names no device, and none is known of its user.',
  'value-cut': 'A value is longer than 256 characters and is cut.',
  'email-refused':
    'A value is not sent: it looks like an e-mail address, which Kochava asks not to be sent. The sync can be told to send its SHA-256 instead.',
  'email-hashed': 'An e-mail address is sent as its SHA-256.',
};

/** Why an event is not sent, in a sentence for whoever sets up the sync. `reason`: a filter rule or a drop reason. */
export function whyNotSent(reason: string, eventType: string, { sendEvents }: SyncDocument): string {
  if (reason === 'send-events-off') return 'Send Events is off.';
  if (reason === 'not-selected') return `"${eventType}" is not among the selected events.`;
  const failing = /^filter-(\d+)$/.exec(reason)?.[1];
  const filter = failing === undefined ? undefined : sendEvents.filters[Number(failing) - 1];
  if (filter !== undefined) return `Filter ${failing} does not hold: ${filterText(filter)}.`;
  return drops[reason as DropReason] ?? `It is dropped: ${reason}.`;
}

/** That an event is sent, and which of its consents are not. */
export function sentText(leftOut: readonly LeftOut[]): string {
  const block =
    'gdpr_privacy_consent has neither a consent string nor both flags, which Kochava asks for: it is left out.';
  const fields = leftOut.filter((field) => field !== 'gdpr_privacy_consent');
  return [
    'It is sent to Kochava.',
    ...(fields.length === 0 ? [] : [`Not readable, so left out: ${fields.join(', ')}.`]),
    ...(fields.length === leftOut.length ? [] : [block]),
  ].join(' ');
}

/** What there is to say about a link besides. */
export function noteText(note: string): string {
  return notes[note] ?? note;
}

function filterText({ on, property, operator, values }: Filter): string {
  const about = `${on} property "${property}" ${operator}`;
  if (operator === 'is set' || operator === 'is not set') return about;
  return `${about} ${values.map((value) => JSON.stringify(value)).join(' or ')}`;
}
