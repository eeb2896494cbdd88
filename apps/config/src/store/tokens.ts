import { type Database } from '@kochava-stream/persistence';
import { hashToken, mintToken } from '../auth/token.ts';

/** API tokens: only hashes are kept. */
export class Tokens {
  constructor(private readonly db: Database) {}

  /** The name of the token's owner; undefined = unknown, revoked or expired. */
  async owner(token: string): Promise<string | undefined> {
    const rows = await this.db.query<{ name: string }>(
      'config_token_owner',
      `update token set last_used_at = now()
        where hash = $1 and revoked_at is null and (expires_at is null or expires_at > now()) returning name`,
      [hashToken(token)],
    );
    return rows[0]?.name;
  }

  /**
   * Makes the first token when there is none. `hand` gets it before it counts: a token that could not be handed over
   * does not exist.
   */
  async first(name: string, hand: (token: string) => Promise<void>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const token = mintToken();
      const made = await tx.execute(
        'config_token_first',
        'insert into token (hash, name) select $1, $2 where not exists (select from token)',
        [hashToken(token), name],
      );
      if (made === 1) await hand(token);
    });
  }
}
