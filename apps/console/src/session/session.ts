import { queryOptions, useQuery } from '@tanstack/react-query';
import { ApiError, call, rememberCsrfToken } from '../api/http.ts';

export type Role = 'viewer' | 'editor' | 'admin';
const roles: readonly Role[] = ['viewer', 'editor', 'admin'];

export interface Session {
  readonly person: { readonly id: string; readonly name: string; readonly email: string; readonly mustChange: boolean };
  readonly access: { readonly installation: boolean; readonly projects: Readonly<Record<string, Role>> };
  readonly csrfToken: string;
}

/** Who uses this page; null = nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await call<Session>('GET', '/api/session', { signal });
      rememberCsrfToken(session.csrfToken);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

/** Whether somebody may do in a project what asks for a role. The API decides again. */
export function useMay(role: Role, project: string): boolean {
  const { data } = useQuery(sessionQuery);
  if (!data) return false;
  if (data.access.installation) return true;
  const held = data.access.projects[project];
  return held !== undefined && roles.indexOf(held) >= roles.indexOf(role);
}

/** Admin of the installation: of people, tokens, projects and the audit log. */
export function useIsAdmin(): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.access.installation ?? false;
}
