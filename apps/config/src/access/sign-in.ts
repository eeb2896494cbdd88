import { type LoginThrottle } from '../auth/login-throttle.ts';
import { passwordProblems } from '../auth/password-rules.ts';
import { type Passwords } from '../auth/password.ts';
import { type Actor } from '../auth/actor.ts';
import { Refused } from '../http/api-error.filter.ts';
import { type People, type PersonRow } from './people.ts';

/** What people may sign in with here. */
export interface SignInPolicy {
  readonly password: boolean;
  readonly oidc: boolean;
}

/** Signing in with a password, and changing it. */
export class SignIn {
  constructor(
    private readonly people: People,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    readonly policy: SignInPolicy,
  ) {}

  /** @throws Refused 401 (it says not what was wrong), 403, 429 */
  async withPassword(email: string, password: string, address: string): Promise<PersonRow> {
    this.#passwordsAllowed();
    const succeeded = await this.throttle.attempt(email, address);
    const person = await this.people.byEmail(email);
    const usable = person !== undefined && person.disabled_at === null ? person.password : null;
    if (!(await this.passwords.fits(password, usable)) || person === undefined) {
      throw new Refused(401, 'the email address or the password is wrong');
    }
    await succeeded();
    await this.people.signedIn(person.id);
    return person;
  }

  /** @throws Refused 403, 422, 429 */
  async changePassword(actor: Actor, given: { current: string; next: string }, address: string): Promise<void> {
    this.#passwordsAllowed();
    const person = actor.kind === 'person' ? await this.people.get(actor.id) : undefined;
    if (person === undefined) throw new Refused(403, 'a token has no password');
    const succeeded = await this.throttle.attempt(person.email, address);
    if (!(await this.passwords.fits(given.current, person.password))) {
      throw new Refused(422, 'the password is wrong', [{ field: '/current', problem: 'is not your password' }]);
    }
    await succeeded();
    if (given.next === given.current) {
      throw new Refused(422, 'choose another password', [{ field: '/next', problem: 'is the one you have' }]);
    }
    await this.people.setPassword(person.id, await this.hashOf(given.next, person, '/next'));
  }

  /** The hash of a new password. @throws Refused 403, 422, 429 */
  async hashOf(password: string, of: { email: string; name: string }, field = '/password'): Promise<string> {
    this.#passwordsAllowed();
    const problems = passwordProblems(password, of, field);
    if (problems.length > 0) throw new Refused(422, 'the password is too easy to guess', problems);
    return this.passwords.hash(password);
  }

  #passwordsAllowed(): void {
    if (!this.policy.password)
      throw new Refused(403, 'people sign in with the identity provider here, not with passwords');
  }
}
