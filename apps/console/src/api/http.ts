/** One field that is wrong, and what to do about it. `field` is a JSON pointer into what was sent. */
export interface Problem {
  readonly field: string;
  readonly problem: string;
}

/** The API refused or failed; `status` 0 = it was not reached at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
  }
}

interface Call {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** The version that was read, for changes that must not overwrite somebody else's. */
  readonly ifMatch?: number;
  readonly signal?: AbortSignal;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Proves that a change comes from this page; the session tells it. */
let csrfToken = '';
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** @throws ApiError */
export async function call<T>(method: Method, path: string, options: Call = {}): Promise<T> {
  const answer = await ask(method, `${path}${queryString(options.query)}`, options);
  const text = await answer.text();
  const body = parsed(text);
  if (!answer.ok) throw refusal(answer.status, body);
  return body as T;
}

async function ask(method: Method, url: string, { body, ifMatch, signal }: Call): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method !== 'GET' && csrfToken !== '' && { 'x-csrf-token': csrfToken }),
        ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new ApiError(0, 'The config service cannot be reached. Check your connection, then try again.');
  }
}

function queryString(query: Call['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(status: number, body: unknown): ApiError {
  const error = (body as { error?: { message?: string; problems?: Problem[] } } | undefined)?.error;
  return new ApiError(status, error?.message ?? `The config service answered ${status}.`, error?.problems ?? []);
}
