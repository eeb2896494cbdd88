import { queryOptions } from '@tanstack/react-query';
import { call } from './http.ts';

export interface SeenName {
  readonly name: string;
  readonly lastSeen: string;
}

export interface Suggestions {
  readonly events: readonly SeenName[];
  readonly eventProperties: readonly SeenName[];
  readonly userProperties: readonly SeenName[];
  readonly paths: readonly SeenName[];
}

export const suggestionsQuery = (project: string) =>
  queryOptions({
    queryKey: ['suggestions', project],
    queryFn: ({ signal }) => call<Suggestions>('GET', `/api/projects/${project}/suggestions`, { signal }),
    staleTime: 30_000,
  });

export const standardsQuery = queryOptions({
  queryKey: ['standards'],
  queryFn: ({ signal }) => call<{ events: string[]; keys: string[] }>('GET', '/api/kochava/standards', { signal }),
  staleTime: Infinity,
});
