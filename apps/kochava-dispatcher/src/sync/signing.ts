import { type SyncConfig, type SyncSecrets } from '@kochava-stream/contracts';
import { authHeaders } from '@kochava-stream/kochava';
import { unseal, type Credentials, type KeyRing } from '../secrets.ts';

/** The headers that a body needs: none, those of Kochava's strict authentication, or nobody knows them now. */
export type Signing = { readonly sign: (body: string) => Record<string, string> } | { readonly missing: string };

/** With authentication on there is no way to an unsigned request: without readable credentials there is no signer. */
export function signing(sync: SyncConfig, secrets: SyncSecrets | undefined, ring: KeyRing): Signing {
  if (!sync.authentication.enabled) return { sign: () => ({}) };
  if (secrets === undefined) return { missing: 'authentication is on and no credentials have been published' };
  let credentials: Credentials;
  try {
    credentials = unseal(secrets, ring);
  } catch (error) {
    return { missing: (error as Error).message };
  }
  return { sign: (body) => authHeaders({ body, ...credentials }) };
}
