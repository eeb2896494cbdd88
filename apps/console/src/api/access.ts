import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from './http.ts';

export type Role = 'viewer' | 'editor' | 'admin';

/** What somebody may do: everything everywhere, or a role in each of some projects. */
export interface Access {
  readonly installation: boolean;
  readonly projects: Readonly<Record<string, Role>>;
}

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly access: Access;
  readonly signsInWith: { readonly password: boolean; readonly oidc: boolean };
  readonly disabled: boolean;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly lastLoginAt: string | null;
}

export const peopleQuery = infiniteQueryOptions({
  queryKey: ['people'],
  queryFn: ({ pageParam, signal }) =>
    call<{ people: Person[]; next: string | null }>('GET', '/api/people', { query: { before: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }) => next ?? undefined,
});

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly access: Access;
  readonly password?: string;
}

export function createPerson(person: NewPerson): Promise<Person> {
  return call('POST', '/api/people', { body: person });
}

export interface PersonPatch {
  readonly name?: string;
  readonly access?: Access;
  readonly disabled?: boolean;
  readonly password?: string;
}

export function changePerson(id: string, patch: PersonPatch): Promise<Person> {
  return call('PATCH', `/api/people/${id}`, { body: patch });
}

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly access: Access;
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

export const tokensQuery = infiniteQueryOptions({
  queryKey: ['tokens'],
  queryFn: ({ pageParam, signal }) =>
    call<{ tokens: Token[]; next: string | null }>('GET', '/api/tokens', { query: { before: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }) => next ?? undefined,
});

export interface NewToken {
  readonly name: string;
  readonly access: Access;
  readonly expiresInDays: number | null;
}

/** The answer has the token itself; it is shown this once. */
export function createToken(token: NewToken): Promise<Token & { readonly token: string }> {
  return call('POST', '/api/tokens', { body: token });
}

export function revokeToken(id: string): Promise<void> {
  return call('DELETE', `/api/tokens/${id}`);
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly request: string;
  readonly who: { readonly kind: 'person' | 'token' | 'nobody'; readonly id: string; readonly name: string };
  readonly method: string;
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly project: string | null;
  readonly ip: string | null;
  readonly status: number | null;
  readonly before: unknown;
  readonly after: unknown;
}

export interface AuditFilter {
  readonly project?: string;
  readonly who?: string;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      call<{ entries: AuditEntry[]; next: string | null }>('GET', '/api/audit', {
        query: { ...filter, before: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
