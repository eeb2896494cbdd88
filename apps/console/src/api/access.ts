import { infiniteQueryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type Access = Schema<'Access'>;
export type Role = Access['projects'][string];
export type Person = Schema<'Person'>;
export type Token = Schema<'Token'>;
export type AuditEntry = Schema<'AuditEntry'>;

/** Where a list goes on: the `next` of the page before. */
const pageSize = 50;
const firstPage = undefined as string | undefined;

export const peopleQuery = infiniteQueryOptions({
  queryKey: ['people'],
  queryFn: ({ pageParam, signal }) => answered(api.GET('/api/people', { params: { query: from(pageParam) }, signal })),
  initialPageParam: firstPage,
  getNextPageParam: ({ next }) => next ?? undefined,
});

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly access: Access;
  readonly password?: string;
}

export function createPerson(body: NewPerson): Promise<Person> {
  return answered(api.POST('/api/people', { body }));
}

export interface PersonPatch {
  readonly name?: string;
  readonly access?: Access;
  readonly disabled?: boolean;
  readonly password?: string;
}

export function changePerson(person: string, body: PersonPatch): Promise<Person> {
  return answered(api.PATCH('/api/people/{person}', { params: { path: { person } }, body }));
}

export const tokensQuery = infiniteQueryOptions({
  queryKey: ['tokens'],
  queryFn: ({ pageParam, signal }) => answered(api.GET('/api/tokens', { params: { query: from(pageParam) }, signal })),
  initialPageParam: firstPage,
  getNextPageParam: ({ next }) => next ?? undefined,
});

export interface NewToken {
  readonly name: string;
  readonly access: Access;
  readonly expiresInDays: number | null;
}

/** The answer has the token itself; it is shown this once. */
export function createToken(body: NewToken): Promise<Token & { token: string }> {
  return answered(api.POST('/api/tokens', { body }));
}

export async function revokeToken(token: string): Promise<void> {
  await answered(api.DELETE('/api/tokens/{token}', { params: { path: { token } } }));
}

/** '' = whatever it is. */
export interface AuditFilter {
  readonly project: string;
  readonly who: string;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) => {
      const { project, who } = filter;
      const query = { ...(project !== '' && { project }), ...(who !== '' && { who }), ...from(pageParam) };
      return answered(api.GET('/api/audit', { params: { query }, signal }));
    },
    initialPageParam: firstPage,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

function from(before: string | undefined): { limit: number; before?: string } {
  return before === undefined ? { limit: pageSize } : { limit: pageSize, before };
}
