import { type OidcSettings } from './oidc.ts';

/** The settings of the identity provider contradict each other. */
export class BadOidcSettings extends Error {
  override readonly name = 'BadOidcSettings';
}

export interface OidcEnv {
  OIDC_ISSUER: string;
  OIDC_CLIENT_ID: string;
  OIDC_CLIENT_SECRET: string;
  OIDC_NAME: string;
  OIDC_TRUST_EMAIL: boolean;
  PUBLIC_URL: string;
}

/** The identity provider's settings; undefined = there is none. @throws BadOidcSettings */
export function oidcSettings(env: OidcEnv): OidcSettings | undefined {
  if (env.OIDC_ISSUER === '') return undefined;
  if (env.OIDC_CLIENT_ID === '') throw new BadOidcSettings('OIDC_CLIENT_ID is needed beside OIDC_ISSUER');
  if (env.PUBLIC_URL === '')
    throw new BadOidcSettings('PUBLIC_URL is needed beside OIDC_ISSUER: browsers come back there');
  const issuer = URL.parse(env.OIDC_ISSUER);
  if (issuer === null) throw new BadOidcSettings('OIDC_ISSUER is not a URL');
  if (issuer.protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname)) {
    throw new BadOidcSettings('OIDC_ISSUER must be https');
  }
  return {
    issuer: env.OIDC_ISSUER,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET,
    name: env.OIDC_NAME,
    trustEmail: env.OIDC_TRUST_EMAIL,
    publicUrl: publicUrl(env),
  };
}

/** Without a slash at its end; '' = not said. */
export function publicUrl({ PUBLIC_URL }: { PUBLIC_URL: string }): string {
  return PUBLIC_URL.replace(/\/+$/, '');
}
