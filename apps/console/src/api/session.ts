import { answered, api, rememberCsrfToken, type Schema } from './client.ts';

export type Session = Schema<'SessionView'>;
export type SessionOptions = Schema<'SessionOptions'>;

export function signIn(email: string, password: string): Promise<Session> {
  return answered(api.POST('/api/session', { body: { email, password } }));
}

export async function signOut(): Promise<void> {
  await answered(api.DELETE('/api/session'));
  rememberCsrfToken('');
}

export function changePassword(current: string, next: string): Promise<Session> {
  return answered(api.POST('/api/session/password', { body: { current, next } }));
}

export interface FirstAdmin {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** The token stays usable: scripts of the installation may have it. */
export function makeFirstAdmin(admin: FirstAdmin): Promise<Session> {
  return answered(api.POST('/api/setup', { body: { ...admin, keepToken: true } }));
}
