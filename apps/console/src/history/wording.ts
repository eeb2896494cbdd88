import { type HistoryEntry } from '../api/history.ts';

const events: Readonly<Record<string, string>> = {
  SyncCreated: 'Created the sync',
  SyncRenamed: 'Renamed it',
  AppGuidSet: 'Set the App GUID',
  AuthenticationSwitched: 'Switched authentication',
  SecretsReplaced: 'Replaced the Kochava credentials',
  EventsSelected: 'Changed what events are sent',
  MappingsChanged: 'Changed the mappings',
  UsersSelected: 'Changed what users are sent',
  HoldChanged: 'Changed how long links are held',
  ConcurrencyChanged: 'Changed the calls at a time',
  DeliveryChanged: 'Changed how calls are paced',
  PostbacksChanged: 'Changed how install postbacks are read',
  PostbackSecretAdded: 'Made a postback URL',
  PostbackSecretRemoved: 'Closed a postback URL',
  SyncEnabled: 'Enabled the sync',
  SyncDisabled: 'Disabled the sync',
};

/** What happened, as a person would say it. */
export function saidOf({ type, rolledBackTo }: HistoryEntry): string {
  if (rolledBackTo !== undefined) return `Rolled back to version ${rolledBackTo}`;
  return events[type] ?? type;
}

const labels: Readonly<Record<string, string>> = {
  '/name': 'Sync name',
  '/status': 'Status',
  '/appGuid': 'App GUID',
  '/authentication': 'Authentication',
  '/mappings': 'Mappings',
  '/authentication/enabled': 'Enable Authentication',
  '/authentication/apiKey': 'API Key',
  '/authentication/apiSecret': 'API secret',
  '/sendEvents/enabled': 'Send Events',
  '/sendEvents/events': 'Selected events',
  '/sendEvents/filters': 'Filters',
  '/sendEvents/properties/event': 'Event properties',
  '/sendEvents/properties/user': 'User properties',
  '/sendEvents/currency': 'Currency',
  '/sendUsers/enabled': 'Send Users',
  '/sendUsers/properties': 'Linked user properties',
  '/hold/settleSeconds': 'Settle time (seconds)',
  '/hold/expireDays': 'Hold links for (days)',
  '/concurrency': 'Calls at a time',
  '/kind': 'Kind',
  '/sendUsers/emails': 'E-mail addresses',
  '/hold/confirmBy': 'What shows that Kochava has a device',
  '/hold/installEvents': 'Events that mean an install',
  '/postbackSecrets': 'Postback URLs',
  '/delivery/maxPerSecond': 'Calls a second, at most',
  '/delivery/retryHours': 'Try again for (hours)',
};

/** A field by the words of the set-up. */
export function labelOf(pointer: string): string {
  const label = labels[pointer];
  if (label !== undefined) return label;
  const parts = pointer.split('/').slice(1).map(unescaped);
  const [section, , ...rest] = parts;
  if (section === 'mappings') return `Mapping of ${parts.slice(1).join('/')}`;
  if (pointer.startsWith('/postbacks/parameters/')) return `Postback parameter of ${rest.join('/')}`;
  if (pointer.startsWith('/sendEvents/rename/')) return `Kochava name of ${rest.join('/')}`;
  const parent = Object.keys(labels).find((known) => pointer.startsWith(`${known}/`));
  return parent === undefined ? parts.join(' › ') : (labels[parent] ?? '');
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** A value on one line; null is nothing. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(part).join(', ');
  return part(value);
}

function part(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
