import * as oidc from 'openid-client';

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Empty: a public client, PKCE alone. */
  readonly clientSecret: string;
  /** What the button says. */
  readonly name: string;
  /** Counts addresses as verified where the provider does not say so itself. */
  readonly trustEmail: boolean;
  readonly publicUrl: string;
}

/** What must come back with the browser that was sent to the provider. */
export interface Expected {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Whom the provider knows. */
export interface Claimed {
  readonly issuer: string;
  readonly subject: string;
  /** Lower case; undefined: none, or the provider has not verified it. */
  readonly verifiedEmail: string | undefined;
}

/** The provider cannot be asked now. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** The provider's answer is not one to our question, or it refuses the person. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
}

export const callbackPath = '/api/session/oidc/callback';
const answerSeconds = 10;

/** The identity provider: OpenID Connect, authorization code with PKCE, the issuer pinned. */
export class Oidc {
  readonly name: string;
  #discovered: Promise<oidc.Configuration> | undefined;

  constructor(private readonly settings: OidcSettings) {
    this.name = settings.name;
  }

  /** Where to send the browser, and what to expect when it comes back. @throws ProviderUnavailable */
  async begin(): Promise<{ url: URL; expected: Expected }> {
    const provider = await this.#provider();
    const expected = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
    const url = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: `${this.settings.publicUrl}${callbackPath}`,
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(expected.verifier),
      code_challenge_method: 'S256',
      state: expected.state,
      nonce: expected.nonce,
    });
    return { url, expected };
  }

  /** Exchanges the code that the browser came back with. @throws ProviderUnavailable, LoginRefused */
  async complete(query: string, expected: Expected): Promise<Claimed> {
    const provider = await this.#provider();
    const answer = new URL(`${this.settings.publicUrl}${callbackPath}?${query}`);
    try {
      const tokens = await oidc.authorizationCodeGrant(provider, answer, {
        expectedState: expected.state,
        expectedNonce: expected.nonce,
        pkceCodeVerifier: expected.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims() as oidc.IDToken;
      const shown =
        claims['email'] === undefined ? await this.#userInfo(provider, tokens.access_token, claims.sub) : claims;
      return { issuer: claims.iss, subject: claims.sub, verifiedEmail: this.#verified(shown) };
    } catch (cause) {
      throw new LoginRefused('the identity provider did not confirm the login', { cause });
    }
  }

  #userInfo(provider: oidc.Configuration, accessToken: string, subject: string): Promise<object> {
    return oidc.fetchUserInfo(provider, accessToken, subject);
  }

  #verified(claims: { email?: unknown; email_verified?: unknown }): string | undefined {
    const { email, email_verified: verified } = claims;
    const counts = verified === true || (verified === undefined && this.settings.trustEmail);
    return typeof email === 'string' && counts ? email.toLowerCase() : undefined;
  }

  /** Looked up once; again if that failed. */
  async #provider(): Promise<oidc.Configuration> {
    try {
      return await (this.#discovered ??= discover(this.settings));
    } catch (cause) {
      this.#discovered = undefined;
      throw new ProviderUnavailable('the identity provider cannot be asked now', { cause });
    }
  }
}

function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<oidc.Configuration> {
  const authentication = clientSecret === '' ? oidc.None() : oidc.ClientSecretPost(clientSecret);
  return oidc.discovery(new URL(issuer), clientId, undefined, authentication, {
    timeout: answerSeconds,
    // Plain HTTP for a provider on this very machine only; readOidcSettings refuses others.
    ...(issuer.startsWith('http:') && { execute: [oidc.allowInsecureRequests] }),
  });
}
