import { type SyncState } from '@kochava-stream/domain/sync';
import { type StoredSync } from '../store/syncs.ts';

/** A sync as the API shows it: the document, what may be shown of its secrets, its version and times. */
export function syncView({ state, createdAt, updatedAt }: StoredSync) {
  return { ...stateView(state), createdAt, updatedAt };
}

/** One state of a sync, as it is or was. */
export function stateView({ id, project, version, status, document, secret }: SyncState) {
  const authentication = {
    enabled: document.authentication.enabled,
    apiKey: secret && { set: true as const, ...secret.apiKey },
    apiSecret: secret && { set: true as const, ...secret.apiSecret },
  };
  const { kind = 'post-install' } = document;
  return { id, project, version, status, ...document, kind, authentication };
}
