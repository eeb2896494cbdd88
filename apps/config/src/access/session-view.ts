import { type Authenticated } from '../auth/actor.ts';
import { idleMinutes, type Session } from '../auth/sessions.ts';

/** Who is signed in, as the console wants to know it. */
export function sessionView({ actor, session }: Pick<Authenticated, 'actor' | 'session'>) {
  if (session !== undefined) return personSession(session);
  const { kind, id, name, access } = actor;
  return {
    kind,
    id,
    name,
    access,
    email: null,
    csrf: null,
    mustChangePassword: false,
    expiresAt: null,
    idleMinutes: null,
  };
}

export function personSession({ actor, fullName, csrf, mustChangePassword, expiresAt }: Session) {
  const { kind, id, name, access } = actor;
  return { kind, id, name: fullName, email: name, access, csrf, mustChangePassword, expiresAt, idleMinutes };
}
