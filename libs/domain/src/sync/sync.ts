import { type Delivery, type SyncConfig } from '@kochava-stream/contracts';
import { type SyncDocument } from './document.ts';
import { type PostbackSecret } from './postback-secrets.ts';

/** What may be shown of a secret: enough to recognise it, not to use it. */
export interface SecretFacts {
  readonly version: number;
  readonly apiKey: Shown;
  readonly apiSecret: Shown;
}
export interface Shown {
  readonly last4: string;
  /** First 12 hex digits of SHA-256. */
  readonly fingerprint: string;
}

export type SyncEvent =
  | { readonly type: 'SyncCreated'; readonly data: { id: string; project: string; document: SyncDocument } }
  | { readonly type: 'SyncRenamed'; readonly data: { name: string } }
  | { readonly type: 'AppGuidSet'; readonly data: { appGuid: string } }
  | { readonly type: 'AuthenticationSwitched'; readonly data: { enabled: boolean } }
  | { readonly type: 'SecretsReplaced'; readonly data: { secret: SecretFacts } }
  | { readonly type: 'EventsSelected'; readonly data: { sendEvents: SyncDocument['sendEvents'] } }
  | { readonly type: 'MappingsChanged'; readonly data: { mappings: SyncDocument['mappings'] } }
  | { readonly type: 'UsersSelected'; readonly data: { sendUsers: SyncDocument['sendUsers'] } }
  | { readonly type: 'HoldChanged'; readonly data: { hold: SyncDocument['hold'] } }
  | { readonly type: 'ConcurrencyChanged'; readonly data: { concurrency: number } }
  | { readonly type: 'DeliveryChanged'; readonly data: { delivery: Delivery } }
  | { readonly type: 'PostbacksChanged'; readonly data: Required<Pick<SyncDocument, 'postbacks'>> }
  | { readonly type: 'PostbackSecretAdded'; readonly data: { secret: PostbackSecret } }
  | { readonly type: 'PostbackSecretRemoved'; readonly data: { hash: string } }
  | { readonly type: 'SyncRolledBack'; readonly data: { to: number; document: SyncDocument } }
  | { readonly type: 'SyncEnabled'; readonly data: Record<string, never> }
  | { readonly type: 'SyncDisabled'; readonly data: Record<string, never> };

export interface SyncState {
  readonly id: string;
  readonly project: string;
  /** The number of events so far; also the version that every dispatch carries. */
  readonly version: number;
  readonly status: SyncConfig['status'];
  readonly document: SyncDocument;
  readonly secret: SecretFacts | null;
  /** Absent = none. They are no part of the document: who rolls it back does not bring an old one back. */
  readonly postbackSecrets?: readonly PostbackSecret[];
}

/** Replays one event. `state` is undefined before `SyncCreated`. */
export function evolve(state: SyncState | undefined, event: SyncEvent): SyncState {
  if (event.type === 'SyncCreated') return { ...event.data, version: 1, status: 'disabled', secret: null };
  if (state === undefined) throw new Error(`${event.type} before SyncCreated`);
  return { ...state, ...change(state, event), version: state.version + 1 };
}

type LaterEvent = Exclude<SyncEvent, { type: 'SyncCreated' }>;

function change(state: SyncState, event: LaterEvent): Partial<SyncState> {
  switch (event.type) {
    case 'SyncEnabled':
      return { status: 'enabled' };
    case 'SyncDisabled':
      return { status: 'disabled' };
    case 'SecretsReplaced':
      return { secret: event.data.secret };
    case 'PostbackSecretAdded':
      return { postbackSecrets: [...(state.postbackSecrets ?? []), event.data.secret] };
    case 'PostbackSecretRemoved':
      return { postbackSecrets: (state.postbackSecrets ?? []).filter(({ hash }) => hash !== event.data.hash) };
    case 'SyncRolledBack':
      return { document: event.data.document };
    default:
      return { document: { ...state.document, ...section(event) } };
  }
}

type Switching =
  | 'SyncEnabled'
  | 'SyncDisabled'
  | 'SecretsReplaced'
  | 'SyncRolledBack'
  | 'PostbackSecretAdded'
  | 'PostbackSecretRemoved';

function section(event: Exclude<LaterEvent, { type: Switching }>): Partial<SyncDocument> {
  if (event.type === 'AuthenticationSwitched') return { authentication: { enabled: event.data.enabled } };
  return event.data;
}

/** The document that every service sees; never with a secret. */
export function toConfig(state: SyncState): SyncConfig {
  return {
    v: 1,
    id: state.id,
    project: state.project,
    version: state.version,
    status: state.status,
    ...state.document,
    ...postbacksOf(state),
  };
}

function postbacksOf({ document, postbackSecrets = [] }: SyncState): Pick<SyncConfig, 'postbacks'> {
  if (postbackSecrets.length === 0) return {};
  const secretHashes = postbackSecrets.map(({ hash }) => hash);
  return { postbacks: { parameters: {}, ...document.postbacks, secretHashes } };
}
