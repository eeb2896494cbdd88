import createClient, { type Middleware } from 'openapi-fetch';
import { isLeftAlone } from './activity.ts';
import { ApiError, type Problem } from './api-error.ts';
import type { components, paths } from './schema.d.ts';

/** A schema of the API by its name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** Proves that a change comes from this page; the session tells it. */
let csrfToken = '';
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

const unreachable = 'The config service cannot be reached. Check your connection, then try again.';

const ours: Middleware = {
  onRequest({ request }) {
    request.headers.set('accept', 'application/json');
    if (request.method !== 'GET' && csrfToken !== '') request.headers.set('x-csrf-token', csrfToken);
    if (isLeftAlone()) request.headers.set('x-background', '1');
    return request;
  },
  onError({ error }) {
    return error instanceof Error && error.name === 'AbortError' ? error : new ApiError(0, unreachable);
  },
};

/** The config API; its routes, bodies and answers are checked by the compiler against its own description. */
export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(ours);

interface Reply<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of a good answer. @throws ApiError of any other */
export async function answered<T>(reply: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await reply;
  if (!response.ok) throw refusal(response.status, error);
  return data as T;
}

function refusal(status: number, body: unknown): ApiError {
  const error = (body as { error?: { message?: string; problems?: Problem[] } } | undefined)?.error;
  return new ApiError(status, error?.message ?? `The config service answered ${status}.`, error?.problems ?? []);
}
