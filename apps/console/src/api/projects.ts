import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type Project = Schema<'Project'>;

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }) => (await answered(api.GET('/api/projects', { signal }))).projects,
  staleTime: 30_000,
});

export function createProject(body: { name: string; apiKey?: string }): Promise<Project> {
  return answered(api.POST('/api/projects', { body }));
}
