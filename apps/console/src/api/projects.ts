import { queryOptions } from '@tanstack/react-query';
import { call } from './http.ts';

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly apiKeys: readonly string[];
}

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }) => (await call<{ projects: Project[] }>('GET', '/api/projects', { signal })).projects,
  staleTime: 30_000,
});

export function createProject(project: { name: string; apiKey?: string }): Promise<Project> {
  return call('POST', '/api/projects', { body: project });
}
