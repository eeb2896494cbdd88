import { type Database } from '@kochava-stream/persistence';
import { type LoginThrottle } from '../auth/login-throttle.ts';
import { everything } from '../auth/roles.ts';
import { hashToken, looksLikeToken } from '../auth/token.ts';
import { Refused } from '../http/api-error.filter.ts';
import { lockPeople, type People, type PersonRow } from './people.ts';
import { type SignIn } from './sign-in.ts';

export interface FirstAdmin {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password?: string;
  readonly keepToken?: boolean;
}

/** Makes the first person of an installation, once, for whoever holds the first token. */
export class SetUp {
  constructor(
    private readonly db: Database,
    private readonly people: People,
    private readonly signIn: SignIn,
    private readonly throttle: LoginThrottle,
  ) {}

  /** @throws Refused 403 for a wrong token, 409 when somebody is here already, 422, 429 */
  async firstAdmin(given: FirstAdmin, address: string): Promise<PersonRow> {
    const succeeded = await this.throttle.attempt(`set-up ${address}`, address);
    if (await this.people.any()) throw new Refused(409, 'this installation is set up already: sign in');
    await this.#checkToken(given.token);
    await succeeded();
    const person = { email: given.email.toLowerCase(), name: given.name };
    const password = await this.#password(given, person);
    return this.db.transaction(async (tx) => {
      await lockPeople(tx);
      if (await this.people.any(tx)) throw new Refused(409, 'this installation is set up already: sign in');
      const keep = given.keepToken === true;
      const used = await tx.execute(
        'config_token_used_up',
        `update token set last_used_at = now(), revoked_at = case when $2 then revoked_at else now() end
          where hash = $1 and revoked_at is null`,
        [hashToken(given.token), keep],
      );
      if (used === 0) throw wrongToken();
      await tx.execute(
        'config_first_tokens_end',
        `update token set revoked_at = now()
          where created_by = 'installation' and last_used_at is null and revoked_at is null`,
      );
      return this.people.create(
        { ...person, access: everything, password, mustChange: false, createdBy: 'set-up' },
        tx,
      );
    });
  }

  async #checkToken(token: string): Promise<void> {
    const live = looksLikeToken(token)
      ? await this.db.query(
          'config_token_for_setup',
          `select from token where hash = $1 and revoked_at is null and access->>'installation' = 'true'
              and (expires_at is null or expires_at > now())`,
          [hashToken(token)],
        )
      : [];
    if (live.length === 0) throw wrongToken();
  }

  async #password(given: FirstAdmin, person: { email: string; name: string }): Promise<string | undefined> {
    if (given.password !== undefined) return this.signIn.hashOf(given.password, person);
    if (this.signIn.policy.oidc) return undefined;
    const problem = 'is required: there is no identity provider here';
    throw new Refused(422, 'a password is needed', [{ field: '/password', problem }]);
  }
}

function wrongToken(): Refused {
  return new Refused(403, 'the token is not valid; it stands in the file that ADMIN_TOKEN_FILE names', [
    { field: '/token', problem: 'is unknown, revoked or expired' },
  ]);
}
