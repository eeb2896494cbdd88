import { type Sync, type SyncDocument, type SyncPatch, type SyncStatus } from '../api/syncs.ts';
import { mergePatchOf } from './merge-patch-of.ts';

/** A sync as it stands in the form. */
export interface Draft extends SyncDocument {
  readonly status: SyncStatus;
  readonly authentication: { readonly enabled: boolean };
  /** Typed in anew; '' keeps what is stored. */
  readonly credentials: { readonly apiKey: string; readonly apiSecret: string };
}

/** What changes; undefined takes an optional part away. */
export type SetDraft = (change: { readonly [Part in keyof Draft]?: Draft[Part] | undefined }) => void;

/** The draft with a change. */
export function changed(draft: Draft, change: Parameters<SetDraft>[0]): Draft {
  const all = Object.entries({ ...draft, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all) as unknown as Draft;
}

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
  const { delivery, postbacks } = from;
  return {
    ...{ name, appGuid, authentication, sendEvents, mappings, sendUsers, hold, concurrency },
    ...(delivery && { delivery }),
    ...(postbacks && { postbacks }),
  };
}
