import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type Sync = Schema<'Sync'>;
export type DisabledSync = Schema<'DisabledSync'>;
export type SyncKind = NonNullable<Sync['kind']>;
export type SyncStatus = Sync['status'];
/** What is set of a sync, its authentication apart. */
export type SyncDocument = Pick<
  Sync,
  'name' | 'appGuid' | 'sendEvents' | 'mappings' | 'sendUsers' | 'hold' | 'concurrency' | 'delivery' | 'postbacks'
>;
export type Filter = Sync['sendEvents']['filters'][number];
export type ShownSecret = NonNullable<Sync['authentication']['apiKey']>;
/** A JSON Merge Patch of a sync. */
export type SyncPatch = Schema<'SyncPatch'>;
export type FieldChange = Schema<'Change'>;
export type Validation = Schema<'Validation'>;
export type Hint = Schema<'Hint'>;

export const syncsQuery = (project: string) =>
  queryOptions({
    queryKey: ['syncs', project],
    queryFn: async ({ signal }) => {
      const params = { path: { project } };
      return (await answered(api.GET('/api/projects/{project}/syncs', { params, signal }))).syncs;
    },
  });

export const syncQuery = (id: string) =>
  queryOptions({
    queryKey: ['sync', id],
    queryFn: ({ signal }) => answered(api.GET('/api/syncs/{id}', { params: { path: { id } }, signal })),
  });

export function createSync(project: string, body: SyncPatch): Promise<Sync> {
  return answered(api.POST('/api/projects/{project}/syncs', { params: { path: { project } }, body }));
}

/** `version`: the one that was read; somebody else's newer one is not overwritten. */
export function changeSync(id: string, version: number, body: Schema<'SyncChange'>): Promise<Sync> {
  const params = { path: { id }, header: { 'If-Match': `"${version}"` } };
  return answered(api.PATCH('/api/syncs/{id}', { params, body }));
}

/** What is under way and held then, and what becomes of it, is in the answer. */
export function disableSync(id: string, why: string): Promise<DisabledSync> {
  return answered(api.POST('/api/syncs/{id}/disable', { params: { path: { id } }, body: reason(why) }));
}

export function enableSync(id: string, why: string): Promise<Sync> {
  return answered(api.POST('/api/syncs/{id}/enable', { params: { path: { id } }, body: reason(why) }));
}

function reason(why: string): { why?: string } {
  return why === '' ? {} : { why };
}

export function validateSync(id: string, patch: SyncPatch, signal: AbortSignal): Promise<Validation> {
  return answered(api.POST('/api/syncs/{id}/validate', { params: { path: { id } }, body: { patch }, signal }));
}
