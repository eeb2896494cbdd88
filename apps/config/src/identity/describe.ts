import { type FactRow } from './links-store.ts';

type Data = FactRow['data'];

const confirmations: Readonly<Record<string, string>> = {
  event: 'it accepted an event of it',
  postback: 'it reported the install',
  import: 'an operator imported the install',
  'install-event': 'an Amplitude event told of the install',
  'install-sync': 'it accepted the install from a sync of the kind install',
  'by-hand': 'somebody said so by hand',
};
const withdrawals: Readonly<Record<string, string>> = {
  cleared: 'the property was cleared',
  superseded: 'Kochava has the same value, or is about to get it',
  'not-selected': 'the sync does not select it any more',
  email: 'it looks like an e-mail address, which the sync does not send',
};
const waits: Readonly<Record<string, string>> = {
  unconfirmed: 'Kochava was never known to have the device',
  'no-identifier': 'nothing that Kochava knows names the device',
  'behind-in-flight': 'another link of the device had no end',
  due: 'the sync was off',
};

/** A fact of the linker's log as a sentence. */
const sentences: Readonly<Record<string, (data: Data) => string>> = {
  DeviceIdentified: ({ ids }) => `The app named the device by ${names(ids)}.`,
  DeviceSeen: ({ ids }) =>
    `Kochava accepted an event of it, with ${names(ids)}. The sync waits for the install: an event does not confirm it.`,
  DeviceConfirmed: ({ by, ids }) =>
    `Kochava has the device: ${confirmations[String(by)] ?? String(by)}${names(ids) === '' ? '' : `, with ${names(ids)}`}.`,
  LinkHeld: ({ properties }) =>
    `${names(properties)} ${be(properties)} held until Kochava is known to have the device.`,
  LinkMerged: ({ properties }) => `${names(properties)} joined what is held; a newer value replaces an older one.`,
  LinkReopened: (data) => `${names(data['properties'])} ${be(data['properties'])} held again${who(data)}.`,
  LinkRestored: ({ properties }) =>
    `${names(properties)} ${many(properties) ? 'go' : 'goes'} out again: what Kochava has may not be the newest, or not tied.`,
  LinkWithdrawn: ({ names: withdrawn, because }) =>
    `${listed(withdrawn)} is not sent: ${withdrawals[String(because)] ?? String(because)}.`,
  LinkReleased: (data) =>
    `${names(data['properties'])} left for Kochava${who(data)}${data['untied'] === true ? '; Kochava will not tie it' : ''}.`,
  LinkAccepted: ({ properties }) =>
    `Kochava took the link${names(properties) === '' ? '' : ` with ${names(properties)}`}.`,
  LinkRejected: ({ class: reason }) => `The link became a dead letter: ${String(reason)}.`,
  LinkExpired: ({ names: expired, because }) =>
    `${listed(expired)} expired and became a dead letter: ${waits[String(because)] ?? String(because)}.`,
};

/** Newer linkers may know more kinds of facts: they are called by their names. */
export function describe({ type, data }: Pick<FactRow, 'type' | 'data'>): string {
  return sentences[type]?.(data) ?? type;
}

function many(of: unknown): boolean {
  return Object.keys((of ?? {}) as object).length > 1;
}

function be(of: unknown): string {
  return many(of) ? 'are' : 'is';
}

function names(of: unknown): string {
  return listed(Object.keys((of ?? {}) as object));
}

function listed(of: unknown): string {
  return (of as readonly string[]).join(', ');
}

function who({ byHand }: Data): string {
  const by = byHand as { who?: string } | undefined;
  return by?.who === undefined ? '' : ` by hand, by ${by.who}`;
}
