import { answered, api, type Schema } from './client.ts';
import { type SyncPatch } from './syncs.ts';

export type Preview = Schema<'Preview'>;
export type KochavaRequest = Schema<'KochavaRequest'>;

export type TestResult = Schema<'TestResult'>;

/** What an event would cause with a sync as the patch makes it. */
export function previewOf(id: string, event: unknown, patch: SyncPatch | undefined, signal: AbortSignal) {
  const body = { event, ...(patch && { patch }) };
  return answered(api.POST('/api/syncs/{id}/preview', { params: { path: { id } }, body, signal }));
}

/** Sends what an event would cause to Kochava, once, and waits for the replies. */
export function sendTest(id: string, event: unknown, patch: SyncPatch | undefined): Promise<TestResult> {
  const body = { event, ...(patch && { patch }) };
  return answered(api.POST('/api/syncs/{id}/test', { params: { path: { id } }, body }));
}
