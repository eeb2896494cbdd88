import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type DeadLetter = Schema<'DeadLetter'>;
export type WholeDeadLetter = Schema<'WholeDeadLetter'>;
export type LetterGroup = Schema<'DeadLetterGroup'>;
export type Replay = Schema<'Replay'>;
export type ReplayOrder = Schema<'ReplayOrder'>;
export type ReplayAnswer = Schema<'ReplayAnswer'>;
/** What letters have in common. */
export type LetterFilter = NonNullable<ReplayOrder['filter']>;
/** Which letters are meant. */
export type Meant = { readonly ids: string[] } | { readonly filter: LetterFilter };

const state = 'waiting';

export const groupsQuery = (id: string) =>
  queryOptions({
    queryKey: ['dead-letters', id, 'groups'],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { state } } as const;
      return (await answered(api.GET('/api/syncs/{id}/dead-letters/groups', { params, signal }))).groups;
    },
    refetchInterval: 10_000,
  });

export const lettersQuery = (id: string, filter: LetterFilter) =>
  infiniteQueryOptions({
    queryKey: ['dead-letters', id, 'list', filter],
    queryFn: ({ pageParam: before, signal }) => {
      const query = { ...filter, state, limit: 50, ...(before !== undefined && { before }) } as const;
      return answered(api.GET('/api/syncs/{id}/dead-letters', { params: { path: { id }, query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const letterQuery = (id: string, letter: string) =>
  queryOptions({
    queryKey: ['dead-letters', id, 'one', letter],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/syncs/{id}/dead-letters/{letter}', { params: { path: { id, letter } }, signal })),
  });

const runningMs = 1500;

/** Replays, the newest first; asked for again while one is under way. */
export const replaysQuery = (id: string) =>
  queryOptions({
    queryKey: ['dead-letters', id, 'replays'],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: 5 } };
      return (await answered(api.GET('/api/syncs/{id}/replays', { params, signal }))).replays;
    },
    refetchInterval: ({ state: { data } }) => (data?.some(isUnderWay) === true ? runningMs : false),
  });

export function isUnderWay({ state: at }: Replay): boolean {
  return at === 'running' || at === 'paused';
}

export function replay(id: string, body: ReplayOrder): Promise<ReplayAnswer> {
  return answered(api.POST('/api/syncs/{id}/dead-letters/replay', { params: { path: { id } }, body }));
}

export function deleteLetters(id: string, body: Schema<'DeleteOrder'>) {
  return answered(api.POST('/api/syncs/{id}/dead-letters/delete', { params: { path: { id } }, body }));
}

export function stopReplay(id: string, of: string): Promise<Replay> {
  return answered(api.POST('/api/syncs/{id}/replays/{replay}/stop', { params: { path: { id, replay: of } } }));
}
