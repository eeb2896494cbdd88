import { queryOptions } from '@tanstack/react-query';
import { type Role } from './access.ts';
import { call } from './http.ts';

export interface Member {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** An admin of the installation, who has every role everywhere. */
  readonly installation: boolean;
}

export const membersQuery = (project: string) =>
  queryOptions({
    queryKey: ['members', project],
    queryFn: async ({ signal }): Promise<readonly Member[]> =>
      (await call<{ people: Member[] }>('GET', `/api/projects/${project}/people`, { signal })).people,
  });

/** Gives a role in the project, or takes it (null). */
export async function setRole(project: string, email: string, role: Role | null): Promise<readonly Member[]> {
  const body = { email, role };
  return (await call<{ people: Member[] }>('PUT', `/api/projects/${project}/people`, { body })).people;
}
