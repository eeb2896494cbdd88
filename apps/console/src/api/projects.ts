import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type Project = Schema<'Project'>;

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }) => (await answered(api.GET('/api/projects', { signal }))).projects,
  staleTime: 30_000,
});

export type NewWebhookSecret = Schema<'NewWebhookSecret'>;

export function addWebhookSecret(project: string): Promise<NewWebhookSecret> {
  return answered(api.POST('/api/projects/{project}/webhook-secrets', { params: { path: { project } } }));
}

export function removeWebhookSecret(project: string, fingerprint: string): Promise<Project> {
  const params = { path: { project, fingerprint } };
  return answered(api.DELETE('/api/projects/{project}/webhook-secrets/{fingerprint}', { params }));
}

export function createProject(body: { name: string; apiKey?: string }): Promise<Project> {
  return answered(api.POST('/api/projects', { body }));
}
