import { createHash, randomBytes } from 'node:crypto';
import { type Database } from '@kochava-stream/persistence';
import { type Expected } from './oidc.ts';

export const oidcMinutes = 10;

/** Logins on their way through the identity provider; each is known by a cookie and can be finished once. */
export class OidcLogins {
  constructor(private readonly db: Database) {}

  /** @returns the cookie's value */
  async begin(expected: Expected, returnTo: string): Promise<string> {
    const value = randomBytes(32).toString('base64url');
    await this.db.query(
      'config_oidc_begin',
      `with old as (delete from oidc_login where created_at < now() - $6::int * interval '1 minute')
       insert into oidc_login (hash, state, nonce, verifier, return_to) values ($1, $2, $3, $4, $5)`,
      [hashed(value), expected.state, expected.nonce, expected.verifier, returnTo, oidcMinutes],
    );
    return value;
  }

  /** Undefined: unknown, finished already, or too late. */
  async finish(value: string): Promise<(Expected & { returnTo: string }) | undefined> {
    const rows = await this.db.query<Expected & { returnTo: string }>(
      'config_oidc_finish',
      `delete from oidc_login where hash = $1 and created_at > now() - $2::int * interval '1 minute'
       returning state, nonce, verifier, return_to as "returnTo"`,
      [hashed(value), oidcMinutes],
    );
    return rows[0];
  }
}

/** A path of ours to go back to; anything else would send people to somebody else's page. */
export function safeReturn(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\') ? path : '/';
}

function hashed(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
