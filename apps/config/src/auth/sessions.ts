import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Database, type Queryable } from '@kochava-stream/persistence';
import { type Actor } from './actor.ts';
import { type Access } from './roles.ts';

export const absoluteHours = 12;
export const idleMinutes = 30;

/** A session as the guard and the console know it. */
export interface Session {
  readonly actor: Actor;
  readonly fullName: string;
  /** What mutations show in X-CSRF-Token; another site can send the cookie at best, never read this. */
  readonly csrf: string;
  readonly mustChangePassword: boolean;
  readonly expiresAt: string;
}

interface SessionRow {
  person: string;
  email: string;
  name: string;
  access: Access;
  must_change: boolean;
  expires_at: Date;
}

/** Sessions of people in browsers: the cookie's value is 256 random bits, of which only a hash is kept. */
export class Sessions {
  constructor(private readonly db: Database) {}

  /** @returns the cookie's value */
  async open(person: string, on: Queryable = this.db): Promise<string> {
    const value = randomBytes(32).toString('base64url');
    await on.query(
      'config_session_open',
      `with over as (delete from session where expires_at < now() or seen_at < now() - $4::int * interval '1 minute')
       insert into session (hash, person, expires_at) values ($1, $2, now() + $3::int * interval '1 hour')`,
      [hashed(value), person, absoluteHours, idleMinutes],
    );
    return value;
  }

  /**
   * Undefined: there is no such session, it is over, or its person may not come in any more.
   * @param active false: a request that nobody's hand made; it does not keep an idle session alive
   */
  async find(value: string, active: boolean): Promise<Session | undefined> {
    const rows = await this.db.query<SessionRow>(
      'config_session_find',
      `with found as (
         select s.hash, s.person, s.expires_at, s.seen_at, p.email, p.name, p.access, p.must_change
           from session s join person p on p.id = s.person
          where s.hash = $1 and s.expires_at > now() and s.seen_at > now() - $2::int * interval '1 minute'
            and p.disabled_at is null),
       seen as (
         update session s set seen_at = now() from found f
          where s.hash = f.hash and $3 and f.seen_at < now() - interval '1 minute')
       select person, email, name, access, must_change, expires_at from found`,
      [hashed(value), idleMinutes, active],
    );
    return rows[0] && sessionOf(rows[0], value);
  }

  async close(value: string): Promise<void> {
    await this.db.query('config_session_close', 'delete from session where hash = $1', [hashed(value)]);
  }

  /** After a password was changed, or a person was shut out. */
  async closeAll(person: string, on: Queryable = this.db): Promise<void> {
    await on.query('config_session_close_all', 'delete from session where person = $1', [person]);
  }
}

/** Whether the header X-CSRF-Token belongs to the session. */
export function csrfFits(session: Session, shown: string | undefined): boolean {
  const given = Buffer.from(shown ?? '');
  const wanted = Buffer.from(session.csrf);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function sessionOf(row: SessionRow, value: string): Session {
  return {
    actor: { kind: 'person', id: row.person, name: row.email, access: row.access },
    fullName: row.name,
    csrf: createHash('sha256').update(`csrf:${value}`).digest('base64url'),
    mustChangePassword: row.must_change,
    expiresAt: row.expires_at.toISOString(),
  };
}

function hashed(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
