import { createHash, createHmac } from 'node:crypto';

/** `body` must be the exact bytes that are sent: a second serialisation may differ. */
export interface Signing {
  readonly body: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * The headers of Kochava's strict authentication: token = HMAC-SHA256, keyed with the API key, of the secret followed by
 * the hexadecimal SHA-1 of the body, as UTF-8. Both digests in lower case.
 */
export function authHeaders({ body, apiKey, apiSecret }: Signing): Record<string, string> {
  const digest = createHash('sha1').update(body).digest('hex');
  const token = createHmac('sha256', apiKey).update(`${apiSecret}${digest}`).digest('hex');
  return { 'Kochava-Api-Key': apiKey, 'Kochava-Auth-Token': token };
}
