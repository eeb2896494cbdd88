import { answered, api, type Schema } from './client.ts';
import { type SyncPatch } from './syncs.ts';

export type Preview = Schema<'Preview'>;
export type KochavaRequest = Schema<'KochavaRequest'>;

/** What an event would cause with a sync as the patch makes it. */
export function previewOf(id: string, event: unknown, patch: SyncPatch | undefined, signal: AbortSignal) {
  const body = { event, ...(patch && { patch }) };
  return answered(api.POST('/api/syncs/{id}/preview', { params: { path: { id } }, body, signal }));
}
