import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';
import { type Sync } from './syncs.ts';

export type HistoryEntry = Schema<'HistoryEntry'>;

export const historyQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['history', id],
    queryFn: ({ pageParam: before, signal }) => {
      const params = { path: { id }, query: { limit: 50, ...(before !== undefined && { before }) } };
      return answered(api.GET('/api/syncs/{id}/history', { params, signal }));
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const diffQuery = (id: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['diff', id, from, to],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { from, to } };
      return (await answered(api.GET('/api/syncs/{id}/diff', { params, signal }))).changes;
    },
    staleTime: Infinity,
  });

export function rollBack(id: string, version: number, why: string): Promise<Sync> {
  const body = { version, ...(why !== '' && { why }) };
  return answered(api.POST('/api/syncs/{id}/rollback', { params: { path: { id } }, body }));
}
