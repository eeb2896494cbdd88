import { type Database } from '@kochava-stream/persistence';
import { type Actor } from '../auth/actor.ts';
import { everything, noAccess, type Access } from '../auth/roles.ts';
import { hashToken, mintToken } from '../auth/token.ts';

/** API tokens: only hashes are kept. */
export class Tokens {
  constructor(private readonly db: Database) {}

  /** Whose token it is; undefined = unknown, revoked or expired. Asked at every request: a revocation counts at once. */
  async actor(token: string): Promise<Actor | undefined> {
    const rows = await this.db.query<{ id: string; name: string; access: Access | null }>(
      'config_token_actor',
      `with used as (
         update token set last_used_at = now()
          where hash = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute'))
       select coalesce(id, '') as id, name, access from token
        where hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
      [hashToken(token)],
    );
    const row = rows[0];
    return row && { kind: 'token', id: row.id, name: row.name, access: row.access ?? noAccess };
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
        `insert into token (hash, id, name, access, created_by) select $1, $2, $3, $4, 'installation'
          where not exists (select from token)`,
        [hashToken(token), tokenId(token), name, JSON.stringify(everything)],
      );
      if (made === 1) await hand(token);
    });
  }
}

function tokenId(token: string): string {
  return `tk_${hashToken(token).toString('hex').slice(0, 16)}`;
}
