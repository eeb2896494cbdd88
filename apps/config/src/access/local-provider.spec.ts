import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import Provider, { type GrantContext } from 'oidc-provider';

export interface Account {
  readonly sub: string;
  readonly email: string;
  readonly email_verified?: boolean;
}

/** A real OpenID provider on this machine that asks for PKCE; whoever `signsIn` is signed in without being asked. */
export interface LocalProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  signsIn: Account;
  stop(): Promise<void>;
  startAgain(): Promise<void>;
}

const client = { clientId: 'kochava-stream', clientSecret: 'a secret between the two of us' };

export async function startLocalProvider(redirectUri: string): Promise<LocalProvider> {
  const server = createServer();
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [redirectUri],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    // As many providers do: the address is told at the userinfo endpoint only.
    conformIdTokenClaims: true,
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['signs the cookies of the provider'] },
    interactions: { url: () => '/asks' },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ ...local.signsIn, sub }) }),
    loadExistingGrant: async (context: GrantContext) => {
      const { client: asking, session, provider: our } = context.oidc;
      const grant = new our.Grant({ accountId: session.accountId, clientId: asking.clientId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url !== '/asks') answer(request, response);
    else void provider.interactionFinished(request, response, { login: { accountId: local.signsIn.sub } });
  });
  const local: LocalProvider = {
    issuer,
    ...client,
    signsIn: { sub: 'nobody', email: '' },
    startAgain: () => listen(port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return local;
}
