import { type Database } from '@kochava-stream/persistence';
import { type Actor } from '../auth/actor.ts';
import { atLeast, everything, noAccess, type Access } from '../auth/roles.ts';
import { hashToken, mintToken } from '../auth/token.ts';

const columns = 'id, name, access, created_at, created_by, expires_at, revoked_at, last_used_at';

/** A token as the API shows it. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly access: Access;
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface NewToken {
  readonly name: string;
  readonly access: Access;
  /** null: it does not expire. */
  readonly expiresInDays: number | null;
  readonly createdBy: string;
}

interface TokenRow {
  id: string;
  name: string;
  access: Access | null;
  created_at: Date;
  created_by: string | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

/** Of a token that a release from before there were roles has made while this one was being rolled out. */
const noRights = 'this token was made by an older release and says nothing of what it may do: make another one';

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
    if (row === undefined) return undefined;
    const { id, name: called, access } = row;
    return {
      kind: 'token',
      id,
      name: called,
      access: access ?? noAccess,
      ...(access === null && { unusable: noRights }),
    };
  }

  /** Newest first, from `before` (a token's id) on: those that an admin with this access may revoke. */
  async list(access: Access, limit: number, before: string | undefined): Promise<TokenView[]> {
    const projects = Object.keys(access.projects).filter((project) => atLeast(access.projects[project], 'admin'));
    const rows = await this.db.query<TokenRow>(
      'config_token_list',
      `select ${columns} from token
        where id is not null and ($1 or (access->>'installation' = 'false' and access->>'projects' <> '{}'
          and not exists (select from json_object_keys(access->'projects') p where p <> all($2::text[]))))
          and ($3::text is null or (created_at, id) < (select created_at, id from token where id = $3))
        order by created_at desc, id desc limit $4`,
      [access.installation, projects, before ?? null, limit],
    );
    return rows.map(view);
  }

  async get(id: string): Promise<TokenView | undefined> {
    return (await this.db.query<TokenRow>('config_token', `select ${columns} from token where id = $1`, [id])).map(
      view,
    )[0];
  }

  /** @returns the token itself too, for this once */
  async create(given: NewToken): Promise<{ view: TokenView; token: string }> {
    const token = mintToken();
    const rows = await this.db.query<TokenRow>(
      'config_token_create',
      `insert into token (hash, id, name, access, created_by, expires_at)
       values ($1, $2, $3, $4, $5, now() + $6::int * interval '1 day') returning ${columns}`,
      [
        hashToken(token),
        tokenId(token),
        given.name,
        JSON.stringify(given.access),
        given.createdBy,
        given.expiresInDays,
      ],
    );
    return { view: view(rows[0] as TokenRow), token };
  }

  async revoke(id: string): Promise<void> {
    await this.db.query(
      'config_token_revoke',
      'update token set revoked_at = coalesce(revoked_at, now()) where id = $1',
      [id],
    );
  }

  /**
   * Makes a first token as long as nobody is known: no person, and no token that was ever used. Instances start beside each
   * other, each with a file of its own, so each makes one; setting up ends them all.
   * @param hand gets it before it counts: a token that could not be handed over does not exist
   * @param had what `hand` was given at an earlier start; as long as it is good, there is no other
   */
  async first(name: string, hand: (token: string) => Promise<void>, had?: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const token = mintToken();
      const made = await tx.execute(
        'config_token_first',
        `insert into token (hash, id, name, access, created_by) select $1, $2, $3, $4, '${installation}'
          where not exists (select from person) and not exists (select from token where hash = $5 and revoked_at is null)
            and not exists (select from token where last_used_at is not null or created_by is distinct from '${installation}')`,
        [hashToken(token), tokenId(token), name, JSON.stringify(everything), hashToken(had ?? '')],
      );
      if (made === 1) await hand(token);
    });
  }
}

/** Who made the first tokens. */
const installation = 'installation';

function tokenId(token: string): string {
  return `tk_${hashToken(token).toString('hex').slice(0, 16)}`;
}

function view(row: TokenRow): TokenView {
  return {
    id: row.id,
    name: row.name,
    access: row.access ?? noAccess,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
