import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Role } from '../api/access.ts';
import { ApiError } from '../api/api-error.ts';
import { answered, api, rememberCsrfToken } from '../api/client.ts';
import { type Session } from '../api/session.ts';

const roles: readonly Role[] = ['viewer', 'editor', 'admin'];

/** Who uses this page; null = nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await answered(api.GET('/api/session', { signal }));
      rememberCsrfToken(session.csrf ?? '');
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

/** Takes a session that the API has just given. */
export function useBegin(): (session: Session) => void {
  const queryClient = useQueryClient();
  return (session) => {
    rememberCsrfToken(session.csrf ?? '');
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    queryClient.setQueryData(sessionQuery.queryKey, session);
  };
}

/** How one may sign in. */
export const sessionOptionsQuery = queryOptions({
  queryKey: ['session', 'options'],
  queryFn: ({ signal }) => answered(api.GET('/api/session/options', { signal })),
});

/** Admin of one project at least: of its tokens, and of what was done in it. */
export function useManagesSomething(): boolean {
  const { data } = useQuery(sessionQuery);
  if (!data) return false;
  return data.access.installation || Object.values(data.access.projects).includes('admin');
}
