import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { isAsPhpWrites } from './bytes.ts';
import { type Findings } from './findings.ts';

/** What an app agreed with Kochava. */
export interface Authentication {
  apiKey: string;
  apiSecret: string;
  /** Requests without a right signature are refused; else they are only noted. */
  strict: boolean;
}

export interface Signed {
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
  body: unknown;
}

/**
 * token = hex HMAC-SHA256 (key: the API key; message: the secret, then the hex SHA-1 of the exact body), as the page on
 * install authentication says. A body that PHP would write otherwise cannot come to the same hash.
 */
export function checkSignature(findings: Findings, authentication: Authentication, signed: Signed): void {
  const wrong = authentication.strict
    ? (name: string, detail: string) => findings.refuse(name, detail, 401)
    : (name: string, detail: string) => findings.note(name, detail);
  const key = signed.headers['kochava-api-key'];
  const token = signed.headers['kochava-auth-token'];
  if (typeof key !== 'string' || typeof token !== 'string') {
    if (authentication.strict) wrong('signature-missing', 'Kochava-Api-Key or Kochava-Auth-Token is missing');
    return;
  }
  if (!isAsPhpWrites(signed.body, signed.text)) {
    wrong('signature-bytes', 'compact ASCII JSON with \\/ is needed, or the hashes will not match');
  }
  if (!same(key, authentication.apiKey)) wrong('api-key', 'Kochava-Api-Key is not the key of this app');
  else if (!same(token, expectedToken(authentication, signed.bytes))) {
    wrong('signature', 'Kochava-Auth-Token does not belong to these bytes');
  }
}

function expectedToken({ apiKey, apiSecret }: Authentication, bytes: Buffer): string {
  const digest = hash('sha1', bytes, 'hex');
  return createHmac('sha256', apiKey)
    .update(apiSecret + digest)
    .digest('hex');
}

/** Takes the same time wherever the difference is. */
function same(given: string, expected: string): boolean {
  const [a, b] = [hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer')];
  return timingSafeEqual(a, b);
}
