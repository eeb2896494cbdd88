import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type Suggestions = Schema<'Suggestions'>;
export type Standards = Schema<'Standards'>;

export const suggestionsQuery = (project: string) =>
  queryOptions({
    queryKey: ['suggestions', project],
    queryFn: ({ signal }) => {
      const params = { path: { project }, query: { q: '' } };
      return answered(api.GET('/api/projects/{project}/suggestions', { params, signal }));
    },
    staleTime: 30_000,
  });

export const standardsQuery = queryOptions({
  queryKey: ['standards'],
  queryFn: ({ signal }) => answered(api.GET('/api/kochava/standards', { signal })),
  staleTime: Infinity,
});
