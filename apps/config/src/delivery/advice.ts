import { type ReplyClass } from '@kochava-stream/contracts';
import { type DropReason } from '@kochava-stream/kochava';

/** What a class of errors is, and what to do about it. */
export interface Advice {
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

const replies: Readonly<Record<ReplyClass, Advice>> = {
  accepted: {
    title: 'Accepted',
    meaning: 'Kochava answered 200 with success.',
    advice: 'Nothing to do.',
  },
  'accepted-reply-not-understood': {
    title: 'Accepted, reply not understood',
    meaning: 'Kochava answered 200 to a link with a body that says neither success nor failure.',
    advice: 'Nothing to do: the reply to links is not documented. Look at a sample if links do not show up at Kochava.',
  },
  'success-false': {
    title: 'Kochava says no success',
    meaning: 'Kochava answered 200, and the body says that it did not take the request.',
    advice:
      'Look at what Kochava said. Most often the App GUID is not one of the account, or the account takes no server-to-server events. It is tried again for 72 hours.',
  },
  'reply-not-understood': {
    title: 'Reply not understood',
    meaning: 'The reply is not what Kochava documents: not JSON, or a status that has no meaning here.',
    advice: 'Look at what Kochava said: a proxy in between may have answered. It is tried again for 72 hours.',
  },
  refused: {
    title: 'Refused',
    meaning: 'Kochava answered 4xx: the request itself is wrong, and repeating it would not help.',
    advice:
      'Compare what we sent with what Kochava said; correct the mapping or the App GUID, then replay the dead letters with the current version.',
  },
  'credentials-refused': {
    title: 'Credentials refused',
    meaning: 'Kochava answered 401 or 403. The sync is paused and keeps its events; one call a minute tries again.',
    advice:
      "Enter the account's API key and secret anew in the set-up, or turn authentication off if Kochava has not turned it on.",
  },
  throttled: {
    title: 'Too fast for Kochava',
    meaning: 'Kochava answered 429. Fewer calls are made at a time until it takes them again.',
    advice:
      'Nothing to do if it passes. If it stays, lower the concurrency of the sync or ask Kochava for a higher limit.',
  },
  'server-error': {
    title: 'Kochava fails',
    meaning: 'Kochava answered 5xx. It is tried again for 72 hours, with growing pauses.',
    advice: "Nothing to do if it passes; see Kochava's status page otherwise.",
  },
  'network-error': {
    title: 'No connection',
    meaning: 'Kochava could not be reached, or the connection broke. It is tried again for 72 hours.',
    advice: 'If nothing gets through, see whether the dispatcher may reach Kochava: DNS, firewall, proxy.',
  },
  timeout: {
    title: 'No answer in time',
    meaning: 'Kochava did not answer within 20 seconds. It is tried again; Kochava may have taken it nevertheless.',
    advice: 'Nothing to do if it passes. If it stays, see the network between the dispatcher and Kochava.',
  },
  redirect: {
    title: 'Redirected',
    meaning: 'The answer was a redirect, which is never followed: a body with identifiers must not go elsewhere.',
    advice: 'See where KOCHAVA_URL points; a proxy or a captive portal may have answered.',
  },
  'horizon-passed': {
    title: 'Expired',
    meaning: 'It was tried, or waited, for 72 hours, or for as long as the sync says.',
    advice: 'Put right what hindered it, then replay the dead letters.',
  },
};

/** A dead letter says in a word what its last attempt was read as. */
const letters = { expired: replies['horizon-passed'] };

const drops: Readonly<Record<DropReason, Advice>> = {
  'no-event-name': {
    title: 'No event name',
    meaning: 'The event type is no text, or blank.',
    advice: 'Correct the tracking call in the app.',
  },
  'no-kochava-device-id': {
    title: 'No Kochava device id',
    meaning: 'The mapping "Kochava Device ID" finds nothing in the event.',
    advice: 'Map a field that every event has; device_id is the usual one.',
  },
  'invalid-kochava-device-id': {
    title: 'Kochava device id not usable',
    meaning:
      'What the mapping "Kochava Device ID" finds identifies nothing: too long, or with characters that no id has.',
    advice: 'See what the app sends there, or map another field.',
  },
  'no-ip': {
    title: 'No IP address',
    meaning: 'The mapping "IP Address" finds nothing, and Kochava requires one.',
    advice: 'Send "ip": "$remote" with the events, or map the field that has the address.',
  },
  'invalid-ip': {
    title: 'IP address not usable',
    meaning: 'What the mapping "IP Address" finds is neither an IPv4 nor an IPv6 address.',
    advice: 'Map the field that has the address of the device.',
  },
  'no-device-id': {
    title: 'No device identifier',
    meaning: 'None of idfa, idfv, adid and android_id is left; empty and all-zero ones do not count.',
    advice: 'Map identifiers that the app sends. On iOS without consent to tracking that is idfv.',
  },
  'invalid-time': {
    title: 'Time not usable',
    meaning: 'The time of the event is none that Kochava takes.',
    advice: 'Send "time" in milliseconds since 1970.',
  },
  'too-large': {
    title: 'Too large',
    meaning:
      'The request would have 2,000,000 bytes or more, which Kochava does not take, or more than a message may have.',
    advice: 'Deselect the largest properties: a sample names them.',
  },
};

const filters: Readonly<Record<string, Advice>> = {
  'sync-disabled': {
    title: 'Sync disabled',
    meaning: 'The sync was disabled when the event came.',
    advice: 'Enable it; what came before is not sent.',
  },
  'send-events-off': {
    title: 'Send Events is off',
    meaning: 'The sync sends no events.',
    advice: 'Turn Send Events on if it should.',
  },
  'not-selected': {
    title: 'Event not selected',
    meaning: 'The event type is not one of those selected.',
    advice: 'Select it if it should be sent.',
  },
  'install-repeated': {
    title: 'Install sent before',
    meaning: 'The install of this device was sent before: Kochava (Install) sends one for each device.',
    advice: 'Nothing. After a reinstall the device has another Kochava device id, and its install is sent.',
  },
};

const projects: Readonly<Record<string, Advice>> = {
  'no-sync': {
    title: 'No sync',
    meaning: 'The project had no sync when the event came.',
    advice: 'Create a sync; what came before is not sent.',
  },
  poison: {
    title: 'Not readable',
    meaning: 'The event could not be worked on; it is a dead letter.',
    advice: 'Look at the dead letter, and tell whoever runs the system: this is an error in it.',
  },
};

const known = new Map<string, Advice>(Object.entries({ ...replies, ...drops, ...filters, ...projects, ...letters }));

/** Of a class of errors, or a reason why an event was not sent; whatever is not known is shown by its name. */
export function adviceFor(code: string): Advice {
  const filter = /^filter-(\d+)$/.exec(code)?.[1];
  if (filter !== undefined) {
    return {
      title: `Filter ${filter}`,
      meaning: `The event does not meet filter ${filter} of the sync.`,
      advice: 'Change the filter if the event should be sent.',
    };
  }
  return (
    known.get(code) ?? {
      title: code,
      meaning: 'Not described here.',
      advice: 'Look at a sample, or at the dead letters.',
    }
  );
}
