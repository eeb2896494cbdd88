import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type StoredEvent = Schema<'StoredEvent'>;
export type EventWay = Schema<'EventWay'>;
export type WayStep = Schema<'WayStep'>;

/** Which events are wanted; '' = any. */
export interface Wanted {
  readonly device: string;
  readonly user: string;
  readonly event: string;
  readonly insertId: string;
}

export const anyEvent: Wanted = { device: '', user: '', event: '', insertId: '' };

/** Without what may be anything. */
export function given(wanted: Wanted): Partial<Wanted> {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ''));
}

export const eventsQuery = (project: string, wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ['events', project, wanted],
    queryFn: ({ pageParam: before, signal }) => {
      const query = { ...given(wanted), limit: 50, ...(before !== undefined && { before }) };
      return answered(api.GET('/api/projects/{project}/events', { params: { path: { project }, query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** The newest few, to choose one from. */
export const recentEventsQuery = (project: string) =>
  queryOptions({
    queryKey: ['events', project, 'recent'],
    queryFn: async ({ signal }) => {
      const params = { path: { project }, query: { limit: 20 } };
      return (await answered(api.GET('/api/projects/{project}/events', { params, signal }))).events;
    },
  });

/** `place`: where the event is stored, as far as that is known. */
export const wayQuery = (project: string, insertId: string, place: string | null) =>
  queryOptions({
    queryKey: ['way', project, insertId, place],
    queryFn: ({ signal }) => {
      const params = { path: { project, insertId }, query: place === null ? {} : { place } };
      return answered(api.GET('/api/projects/{project}/events/{insertId}/way', { params, signal }));
    },
    refetchInterval: 5000,
  });
