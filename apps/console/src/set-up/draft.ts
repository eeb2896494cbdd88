import { type Sync, type SyncDocument, type SyncPatch, type SyncStatus } from '../api/syncs.ts';
import { mergePatchOf } from './merge-patch-of.ts';

/** A sync as it stands in the form. */
export interface Draft extends SyncDocument {
  readonly status: SyncStatus;
  readonly authentication: { readonly enabled: boolean };
  /** Typed in anew; '' keeps what is stored. */
  readonly credentials: { readonly apiKey: string; readonly apiSecret: string };
}

export type SetDraft = (change: Partial<Draft>) => void;

export function draftOf(sync: Sync): Draft {
  const { status, authentication } = sync;
  return {
    ...documentOf({ ...sync, authentication: { enabled: authentication.enabled } }),
    status,
    credentials: { apiKey: '', apiSecret: '' },
  };
}

/** What the form changes of the stored sync; undefined = nothing. The status is switched by itself. */
export function patchOf(sync: Sync, draft: Draft): SyncPatch | undefined {
  const patch = mergePatchOf(documentOf(draftOf(sync)), documentOf(draft)) as SyncPatch | undefined;
  const typed = Object.fromEntries(Object.entries(draft.credentials).filter(([, value]) => value !== ''));
  if (Object.keys(typed).length === 0) return patch;
  return { ...patch, authentication: { ...(patch?.['authentication'] as object | undefined), ...typed } };
}

type Document = SyncDocument & Pick<Draft, 'authentication'>;

function documentOf(from: Document): Document {
  const { name, appGuid, authentication, sendEvents, mappings, sendUsers, hold, concurrency } = from;
  return { name, appGuid, authentication, sendEvents, mappings, sendUsers, hold, concurrency };
}
