import { type StoredSync } from '../store/syncs.ts';

/** A sync as the API shows it: the document, what may be shown of its secrets, its version and times. */
export function syncView({ state, createdAt, updatedAt }: StoredSync) {
  const { id, project, version, status, document, secret } = state;
  const authentication = {
    enabled: document.authentication.enabled,
    apiKey: secret && { set: true, ...secret.apiKey },
    apiSecret: secret && { set: true, ...secret.apiSecret },
  };
  return { id, project, version, status, ...document, authentication, createdAt, updatedAt };
}
