import { queryOptions } from '@tanstack/react-query';
import { type Role } from './access.ts';
import { answered, api } from './client.ts';

export const membersQuery = (project: string) =>
  queryOptions({
    queryKey: ['members', project],
    queryFn: async ({ signal }) => {
      const params = { path: { project } };
      return (await answered(api.GET('/api/projects/{project}/people', { params, signal }))).people;
    },
  });

/** Gives a role in the project, or takes it (null). */
export async function setRole(project: string, email: string, role: Role | null) {
  const params = { path: { project } };
  return (await answered(api.PUT('/api/projects/{project}/people', { params, body: { email, role } }))).people;
}

export type Member = Awaited<ReturnType<typeof setRole>>[number];
