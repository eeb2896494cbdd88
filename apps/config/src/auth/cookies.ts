/** The session's cookie. */
export const sessionCookie = 'ks_session';

/** The value of a cookie in a request's `Cookie` header. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

export interface CookieOptions {
  readonly path: string;
  readonly sameSite: 'Strict' | 'Lax';
  /** Only over TLS. */
  readonly secure: boolean;
  readonly maxAgeSeconds: number;
}

/** A `Set-Cookie` that no script can read. An empty value with no age takes the cookie away. */
export function setCookie(
  name: string,
  value: string,
  { path, sameSite, secure, maxAgeSeconds }: CookieOptions,
): string {
  const parts = [`${name}=${value}`, `Path=${path}`, 'HttpOnly', `SameSite=${sameSite}`, `Max-Age=${maxAgeSeconds}`];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}
