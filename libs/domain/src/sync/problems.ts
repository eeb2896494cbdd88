import { deviceIdKinds } from '@kochava-stream/contracts';
import { type SyncDocument } from './document.ts';
import { type SyncState } from './sync.ts';

/** Why a document is refused: the JSON pointer of the field and what to do about it. */
export interface Problem {
  readonly field: string;
  readonly problem: string;
}

/** Names that Kochava keeps for itself inside `event_data` (Kochava, Post-Install Event Examples). */
export const reservedEventKeys: ReadonlySet<string> = new Set([
  'network',
  'source',
  'fb_campaign',
  'campaign',
  'site',
  'creative',
  'attribution_type',
  'integration_type',
  'integration_version',
  'cracked',
  'jailbroken',
]);

const valueless = new Set(['is set', 'is not set']);

/** What must be right before a document is saved. */
export function saveProblems(document: SyncDocument): Problem[] {
  return [
    ...mappingProblems(document),
    ...reservedKeyProblems(document, 'event'),
    ...reservedKeyProblems(document, 'user'),
    ...filterProblems(document),
    ...currencyProblems(document),
  ];
}

/** What must be right, besides, while a sync is enabled. */
export function enableProblems(document: SyncDocument, secret: SyncState['secret']): Problem[] {
  const problems: Problem[] = [];
  if (document.appGuid === '') {
    problems.push({
      field: '/appGuid',
      problem: 'is required: paste the App GUID of the app from the Kochava dashboard',
    });
  }
  if (document.authentication.enabled && secret === null) {
    problems.push({ field: '/authentication', problem: 'is enabled, so apiKey and apiSecret are required' });
  }
  return problems;
}

function mappingProblems({ mappings }: SyncDocument): Problem[] {
  if (deviceIdKinds.some((kind) => isPath(mappings[kind]))) return [];
  return [{ field: '/mappings', problem: 'at least one of idfa, idfv, adid and android_id must be mapped' }];
}

function isPath(path: string | null | undefined): boolean {
  return path !== null && path !== undefined && path !== '';
}

function reservedKeyProblems({ sendEvents }: SyncDocument, of: 'event' | 'user'): Problem[] {
  return sendEvents.properties[of]
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => reservedEventKeys.has(name))
    .map(({ name, index }) => ({
      field: `/sendEvents/properties/${of}/${index}`,
      problem: `"${name}" is reserved by Kochava and cannot be sent in event_data`,
    }));
}

function filterProblems({ sendEvents }: SyncDocument): Problem[] {
  return sendEvents.filters
    .map((filter, index) => ({ filter, index }))
    .filter(({ filter }) => filter.values.length === 0 && !valueless.has(filter.operator))
    .map(({ filter, index }) => ({
      field: `/sendEvents/filters/${index}/values`,
      problem: `"${filter.operator}" needs at least one value`,
    }));
}

function currencyProblems({ sendEvents }: SyncDocument): Problem[] {
  if (sendEvents.currency === null || /^[A-Z]{3}$/.test(sendEvents.currency)) return [];
  return [{ field: '/sendEvents/currency', problem: 'must be a three-letter ISO 4217 code such as USD, or null' }];
}
