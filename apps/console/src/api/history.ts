import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from './http.ts';
import { type FieldChange, type Sync } from './syncs.ts';

export interface HistoryEntry {
  readonly version: number;
  /** What happened: SyncCreated, MappingsChanged, … */
  readonly type: string;
  readonly at: string;
  readonly who: string;
  readonly why: string | null;
  readonly rolledBackTo?: number;
  readonly changes: readonly FieldChange[];
}

interface HistoryPage {
  readonly versions: readonly HistoryEntry[];
  readonly next: number | null;
}

export const historyQuery = (sync: string) =>
  infiniteQueryOptions({
    queryKey: ['history', sync],
    queryFn: ({ pageParam, signal }) =>
      call<HistoryPage>('GET', `/api/syncs/${sync}/history`, { query: { before: pageParam }, signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const diffQuery = (sync: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['diff', sync, from, to],
    queryFn: async ({ signal }) =>
      (
        await call<{ changes: FieldChange[] }>('GET', `/api/syncs/${sync}/diff`, {
          query: { from, to },
          signal,
        })
      ).changes,
    staleTime: Infinity,
  });

export function rollBack(sync: string, newest: number, version: number, why: string): Promise<Sync> {
  return call('POST', `/api/syncs/${sync}/rollback`, {
    body: { version, ...(why !== '' && { why }) },
    ifMatch: newest,
  });
}
