import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** A new signing secret, in the form of Standard Webhooks. */
export function newSigningSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64')}`;
}

/**
 * The headers of Standard Webhooks (standardwebhooks.com): id, time and a signature over both and the body, so that a
 * receiver knows who sent it, that it is fresh, and whether it had it before.
 * @param at seconds since the epoch
 */
export function signatureHeaders(
  body: string,
  given: { secret: string; id: string; at: number },
): Record<string, string> {
  const key = Buffer.from(given.secret.slice(prefix.length), 'base64');
  const signed = createHmac('sha256', key).update(`${given.id}.${given.at}.${body}`).digest('base64');
  return { 'webhook-id': given.id, 'webhook-timestamp': String(given.at), 'webhook-signature': `v1,${signed}` };
}
