import { queryOptions } from '@tanstack/react-query';
import { call, type Problem } from './http.ts';

export type FilterOperator = string;

export interface Filter {
  readonly on: string;
  readonly property: string;
  readonly operator: FilterOperator;
  readonly values: readonly (string | number | boolean)[];
}

export interface SyncDocument {
  readonly name: string;
  readonly appGuid: string;
  readonly sendEvents: {
    readonly enabled: boolean;
    readonly events: readonly string[];
    readonly filters: readonly Filter[];
    readonly properties: { readonly event: readonly string[]; readonly user: readonly string[] };
    readonly rename: Readonly<Record<string, string>>;
    readonly currency: string | null;
  };
  readonly mappings: Readonly<Record<string, string | null>>;
  readonly sendUsers: { readonly enabled: boolean; readonly properties: readonly string[] };
  readonly hold: { readonly settleSeconds: number; readonly expireDays: number };
  readonly concurrency: number;
}

export interface ShownSecret {
  readonly set: boolean;
  readonly last4: string;
  readonly fingerprint: string;
}

export type SyncStatus = 'enabled' | 'disabled';

export interface Sync extends SyncDocument {
  readonly id: string;
  readonly project: string;
  readonly version: number;
  readonly status: SyncStatus;
  readonly authentication: {
    readonly enabled: boolean;
    readonly apiKey: ShownSecret | null;
    readonly apiSecret: ShownSecret | null;
  };
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A JSON Merge Patch of a sync. */
export type SyncPatch = Readonly<Record<string, unknown>>;

export const syncsQuery = (project: string) =>
  queryOptions({
    queryKey: ['syncs', project],
    queryFn: async ({ signal }) =>
      (await call<{ syncs: Sync[] }>('GET', `/api/projects/${project}/syncs`, { signal })).syncs,
  });

export const syncQuery = (id: string) =>
  queryOptions({
    queryKey: ['sync', id],
    queryFn: ({ signal }) => call<Sync>('GET', `/api/syncs/${id}`, { signal }),
  });

export function createSync(project: string, body: SyncPatch): Promise<Sync> {
  return call('POST', `/api/projects/${project}/syncs`, { body });
}

export function changeSync(id: string, version: number, body: SyncPatch): Promise<Sync> {
  return call('PATCH', `/api/syncs/${id}`, { body, ifMatch: version });
}

export function switchSync(id: string, to: SyncStatus): Promise<Sync> {
  return call('POST', `/api/syncs/${id}/${to === 'enabled' ? 'enable' : 'disable'}`);
}

export interface FieldChange {
  /** JSON pointer. */
  readonly field: string;
  /** null = it was not there. */
  readonly before: unknown;
  /** null = it is not there. */
  readonly after: unknown;
}

/** What is wrong with a change before it is made. */
export interface Validation {
  readonly problems: readonly Problem[];
  readonly toEnable: readonly Problem[];
  readonly hints: readonly { readonly field: string; readonly hint: string }[];
  readonly changes: readonly FieldChange[];
}

export function validateSync(id: string, patch: SyncPatch, signal: AbortSignal): Promise<Validation> {
  return call('POST', `/api/syncs/${id}/validate`, { body: { patch }, signal });
}
