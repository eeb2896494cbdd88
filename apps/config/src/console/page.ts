import { randomBytes } from 'node:crypto';

/** Stands in the built page wherever a nonce belongs. */
const placeholder = /__CSP_NONCE__/g;

/**
 * What the browser may do on the console's page: our own files, and styles that carry this answer's nonce. Scripts
 * come from files alone; nothing frames the page.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The page for one answer: with a nonce that no other answer has. */
export function pageFrom(template: string): Page {
  const nonce = randomBytes(16).toString('base64');
  return {
    html: template.replace(placeholder, nonce),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce),
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
  };
}
