import { queryOptions } from '@tanstack/react-query';

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
    queryFn: (): Suggestions => ({ events: [], eventProperties: [], userProperties: [], paths: [] }),
    staleTime: 30_000,
  });

export const standardsQuery = queryOptions({
  queryKey: ['standards'],
  queryFn: () => ({ events: [] as string[], keys: [] as string[] }),
  staleTime: Infinity,
});
