import { type OidcLogins } from './oidc-logins.ts';
import { type Oidc } from './oidc.ts';
import { type People, type PersonRow } from './people.ts';

/** How a login that the identity provider confirmed ends. */
export interface OidcEnd {
  /** Who it is, as far as that is known. */
  readonly who: string;
  /** Undefined: nobody of ours. */
  readonly person: PersonRow | undefined;
  readonly returnTo: string;
}

/** Signing in with the identity provider. */
export class OidcSignIn {
  constructor(
    private readonly oidc: Oidc,
    private readonly logins: OidcLogins,
    private readonly people: People,
  ) {}

  get name(): string {
    return this.oidc.name;
  }

  /** @returns where to send the browser, and the cookie that it comes back with. @throws ProviderUnavailable */
  async begin(returnTo: string): Promise<{ url: string; cookie: string }> {
    const { url, expected } = await this.oidc.begin();
    return { url: url.href, cookie: await this.logins.begin(expected, returnTo) };
  }

  /** Undefined: not begun by this browser, over already, or too late. @throws ProviderUnavailable, LoginRefused */
  async finish(query: string, cookie: string): Promise<OidcEnd | undefined> {
    const login = await this.logins.finish(cookie);
    if (login === undefined) return undefined;
    const { issuer, subject, verifiedEmail } = await this.oidc.complete(query, login);
    const person = await this.people.byOidc(issuer, subject, verifiedEmail);
    if (person !== undefined && person.disabled_at === null) await this.people.signedIn(person.id);
    return { who: person?.email ?? verifiedEmail ?? subject, person, returnTo: login.returnTo };
  }
}
