import { randomBytes } from 'node:crypto';

/** What the built page leaves open. */
const nonces = /__CSP_NONCE__/g;
const traceUrls = /__TRACE_URL__/g;

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

/**
 * The page for one answer: with a nonce that no other answer has. The other headers are those of every answer.
 * @param traceUrl where a trace can be looked at, with {traceId} for its id; '' = nowhere
 */
export function pageFrom(template: string, traceUrl: string): Page {
  const nonce = randomBytes(16).toString('base64');
  return {
    html: template.replace(traceUrls, () => escaped(traceUrl)).replace(nonces, nonce),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce),
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
