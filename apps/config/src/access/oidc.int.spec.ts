import { jest } from '@jest/globals';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { startLocalProvider, type LocalProvider } from './local-provider.spec.ts';

const publicUrl = 'https://console.example.com';
let provider: LocalProvider;
let stage: ConfigStage;

beforeAll(async () => {
  // The provider says at length that it is none for production.
  for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockImplementation(() => undefined);
  provider = await startLocalProvider(`${publicUrl}/api/session/oidc/callback`);
  stage = await startConfigStage({
    PUBLIC_URL: `${publicUrl}/`,
    PASSWORD_LOGIN: 'false',
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: 'Example Corp',
  });
}, 60_000);

afterAll(async () => {
  await stage?.close();
  await provider?.stop();
});

interface Step {
  status: number;
  location: string;
  cookies: string[];
}

async function step(url: string, cookies: readonly string[] = []): Promise<Step> {
  const response = await fetch(url, { redirect: 'manual', headers: { cookie: cookies.join('; ') } });
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    cookies: response.headers.getSetCookie(),
  };
}

const named = (cookies: readonly string[]) => cookies.map((cookie) => cookie.split(';')[0] as string);

/** A browser goes to the provider and signs in there. @returns where the provider sends it back to, and our cookie */
async function throughProvider(returnTo = '/syncs'): Promise<{ callback: string; cookie: string }> {
  const begun = await step(`${stage.service.url}/api/session/oidc?returnTo=${encodeURIComponent(returnTo)}`);
  expect(begun.status).toBe(302);
  expect(begun.cookies[0]).toMatch(
    /^ks_oidc=[\w-]{43}; Path=\/api\/session\/oidc; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/,
  );
  const jar = new Map<string, string>();
  let location = begun.location;
  for (let hops = 0; !location.startsWith(publicUrl) && hops < 6; hops += 1) {
    const next = await step(new URL(location, provider.issuer).href, [...jar.values()]);
    for (const cookie of named(next.cookies)) jar.set(cookie.split('=')[0] as string, cookie);
    location = next.location;
  }
  return { callback: location.replace(publicUrl, stage.service.url), cookie: named(begun.cookies)[0] as string };
}

async function signIn(returnTo?: string): Promise<Step> {
  const { callback, cookie } = await throughProvider(returnTo);
  return step(callback, [cookie]);
}

async function session(of: Step): Promise<{ status: number; body: any }> {
  const response = await fetch(`${stage.service.url}/api/session`, {
    headers: { cookie: named(of.cookies).join('; ') },
  });
  return { status: response.status, body: await response.json() };
}

async function invite(email: string): Promise<string> {
  const access = { installation: false, projects: {} };
  const { status, body } = await stage.call('POST', '/api/people', { email, name: 'Somebody', access });
  expect(status).toBe(201);
  return body.id;
}

describe('signing in with the identity provider', () => {
  it('is what the login page offers; the first admin needs no password', async () => {
    const options = await stage.call('GET', '/api/session/options');
    expect(options.body).toEqual({ setup: true, password: false, oidc: { name: 'Example Corp' } });
    const setup = { token: stage.token, name: 'Ada', email: 'ada@example.com', keepToken: true };
    expect((await stage.call('POST', '/api/setup', { ...setup, password: 'correct horse battery' })).status).toBe(403);
    expect((await stage.call('POST', '/api/setup', setup)).status).toBe(201);
    const word = await stage.call('POST', '/api/session', {
      email: 'ada@example.com',
      password: 'correct horse battery',
    });
    expect(word.status).toBe(403);
  });

  it('knows an invited person by the verified address, and by the subject from then on', async () => {
    await invite('Grace@example.com');
    provider.signsIn = { sub: 'grace-1', email: 'grace@EXAMPLE.com', email_verified: true };
    const first = await signIn('/syncs/sy_1?tab=delivery');
    expect([first.status, first.location]).toEqual([302, '/syncs/sy_1?tab=delivery']);
    expect(first.cookies.join('\n')).toMatch(
      /ks_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure/,
    );
    expect((await session(first)).body).toMatchObject({ kind: 'person', email: 'grace@example.com' });
    provider.signsIn = { sub: 'grace-1', email: 'grace.hopper@example.com', email_verified: true };
    expect((await session(await signIn())).body.email).toBe('grace@example.com');
    provider.signsIn = { sub: 'grace-2', email: 'grace@example.com', email_verified: true };
    expect((await signIn()).location).toBe('/login?error=no-account');
  });

  it('lets in nobody else: not invited, address not verified, shut out', async () => {
    const id = await invite('eve@example.com');
    const refused = async (sub: string, email: string, verified?: boolean) => {
      provider.signsIn = { sub, email, ...(verified !== undefined && { email_verified: verified }) };
      const end = await signIn();
      expect(end.cookies.join()).not.toContain('ks_session');
      return end.location;
    };
    expect(await refused('who', 'who@example.com', true)).toBe('/login?error=no-account');
    expect(await refused('eve-1', 'eve@example.com', false)).toBe('/login?error=no-account');
    expect(await refused('eve-1', 'eve@example.com')).toBe('/login?error=no-account');
    provider.signsIn = { sub: 'eve-1', email: 'eve@example.com', email_verified: true };
    expect((await signIn()).location).toBe('/syncs');
    await stage.call('PATCH', `/api/people/${id}`, { disabled: true });
    expect(await refused('eve-1', 'eve@example.com', true)).toBe('/login?error=disabled');
    const { body } = await stage.call('GET', '/api/audit?who=eve@example.com');
    expect(body.entries.map(({ route, status }: any) => [route, status])).toEqual([
      ['/api/session/oidc/callback', 403],
      ['/api/session/oidc/callback', 302],
    ]);
    const unverified = await stage.call('GET', '/api/audit?who=eve-1');
    expect(unverified.body.entries).toHaveLength(2);
  });

  it('finishes once, in the browser that began it, with the answer to its own question', async () => {
    await invite('ida@example.com');
    provider.signsIn = { sub: 'ida', email: 'ida@example.com', email_verified: true };
    const one = await throughProvider();
    expect((await step(one.callback)).location).toBe('/login?error=expired');
    expect((await step(one.callback, ['ks_oidc=of-another-browser'])).location).toBe('/login?error=expired');
    const other = await throughProvider();
    expect((await step(one.callback, [other.cookie])).location).toBe('/login?error=refused');
    const changed = new URL(one.callback);
    changed.searchParams.set('code', new URL((await throughProvider()).callback).searchParams.get('code') as string);
    expect((await step(changed.href, [one.cookie])).location).toBe('/login?error=refused');
    const stated = await throughProvider();
    const otherState = new URL(stated.callback);
    otherState.searchParams.set('state', 'of-somebody-else');
    expect((await step(otherState.href, [stated.cookie])).location).toBe('/login?error=refused');
    const last = await throughProvider();
    expect((await step(last.callback, [last.cookie])).location).toBe('/syncs');
    expect((await step(last.callback, [last.cookie])).location).toBe('/login?error=expired');
  });

  it('goes back to pages of ours only', async () => {
    provider.signsIn = { sub: 'ida', email: 'ida@example.com', email_verified: true };
    for (const elsewhere of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/a\nb',
    ]) {
      expect((await signIn(elsewhere)).location).toBe('/');
    }
  });

  it('says when the provider cannot be asked, and works again when it can', async () => {
    provider.signsIn = { sub: 'ida', email: 'ida@example.com', email_verified: true };
    await stage.restart();
    await provider.stop();
    expect((await step(`${stage.service.url}/api/session/oidc`)).location).toBe('/login?error=unavailable');
    await provider.startAgain();
    expect((await signIn()).location).toBe('/syncs');
  });
});
