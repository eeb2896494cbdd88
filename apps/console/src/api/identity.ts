import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';
import { type RangeName } from './delivery.ts';

export type Identity = Schema<'Identity'>;
export type LinkedDevice = Schema<'LinkedDevice'>;
export type DeviceHistory = Schema<'DeviceHistory'>;
export type HoldState = NonNullable<LinkedDevice['hold']>['state'];
export type Ordered = Schema<'Ordered'>;

export const identityQuery = (id: string, range: RangeName) =>
  queryOptions({
    queryKey: ['identity', id, range],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { range } };
      return answered(api.GET('/api/syncs/{id}/identity', { params, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

/** Devices by a whole id; '' = those of which something is held, the longest first. */
export const devicesQuery = (id: string, q: string) =>
  infiniteQueryOptions({
    queryKey: ['devices', id, q],
    queryFn: ({ pageParam: before, signal }) => {
      const query = { limit: 20, ...(q !== '' && { q }), ...(before !== undefined && { before }) };
      return answered(api.GET('/api/syncs/{id}/devices', { params: { path: { id }, query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 10_000,
  });

export const deviceHistoryQuery = (id: string, device: string) =>
  queryOptions({
    queryKey: ['device', id, device],
    queryFn: ({ signal }) => {
      const params = { path: { id, device }, query: { limit: 200 } };
      return answered(api.GET('/api/syncs/{id}/devices/{device}/history', { params, signal }));
    },
    refetchInterval: 5000,
  });

export type ByHand = 'release' | 'reopen';

/** Sends what is held now, or holds again what expired. */
export function doByHand(id: string, device: string, what: ByHand, why: string): Promise<Ordered> {
  const given = { params: { path: { id, device } }, body: { why } };
  return answered(
    what === 'release'
      ? api.POST('/api/syncs/{id}/devices/{device}/release', given)
      : api.POST('/api/syncs/{id}/devices/{device}/reopen', given),
  );
}
