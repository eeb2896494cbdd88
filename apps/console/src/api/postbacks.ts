import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type PostbackSecrets = Schema<'PostbackSecrets'>;
export type NewPostbackSecret = Schema<'NewPostbackSecret'>;

/** The URLs at which Kochava tells of installs, by the fingerprints of their secrets. */
export const postbackSecretsQuery = (id: string) =>
  queryOptions({
    queryKey: ['postback-secrets', id],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/syncs/{id}/postback-secrets', { params: { path: { id } }, signal })),
  });

export function addPostbackSecret(id: string): Promise<NewPostbackSecret> {
  return answered(api.POST('/api/syncs/{id}/postback-secrets', { params: { path: { id } }, body: {} }));
}

export function removePostbackSecret(id: string, secret: string): Promise<PostbackSecrets> {
  const params = { path: { id, secret } };
  return answered(api.DELETE('/api/syncs/{id}/postback-secrets/{secret}', { params, body: {} }));
}
