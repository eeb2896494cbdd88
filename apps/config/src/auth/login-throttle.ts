import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type Database, type Tx } from '@kochava-stream/persistence';
import { Refused } from '../http/api-error.filter.ts';

const windowSeconds = 15 * 60;

/**
 * How many logins may fail in a quarter of an hour: for one person from one place, for one person from everywhere (a
 * guess spread over many addresses), from one place for everybody (one password tried on many people).
 */
const limits = { pair: 5, person: 20, place: 50 } as const;
type Kind = keyof typeof limits;

/** Counts failed logins in the database, so that all instances count together. */
export class LoginThrottle {
  constructor(private readonly db: Database) {}

  /**
   * Counts an attempt before it is tried: many at once do not get past the limit.
   * @returns to be called when it succeeded
   * @throws Refused 429 with Retry-After
   */
  async attempt(person: string, address: string): Promise<() => Promise<void>> {
    const keys = keysOf(person, address);
    const wait = await this.db.transaction((tx) => take(tx, keys));
    if (wait > 0) {
      const minutes = Math.ceil(wait / 60);
      throw new Refused(429, `too many attempts; try again in ${minutes} min`, [], { 'retry-after': String(wait) });
    }
    return () => this.#succeeded(keys);
  }

  async #succeeded({ pair, person, place }: Record<Kind, string>): Promise<void> {
    await this.db.query(
      'config_login_succeeded',
      `delete from login_failure where key = any($1::text[]) or ctid in
         (select ctid from login_failure where key = $2 order by at desc limit 1)`,
      [[pair, person], place],
    );
  }
}

/** @returns seconds to wait; 0 = the attempt is counted and may be made */
async function take(tx: Tx, keys: Record<Kind, string>): Promise<number> {
  // One at a time per person and per place, always locked in the same order.
  for (const key of [keys.person, keys.place]) {
    await tx.query('config_login_lock', `select pg_advisory_xact_lock(hashtext('config.login'), hashtext($1))`, [key]);
  }
  const counted = await tx.query<{ key: string; n: number; wait: number }>(
    'config_login_count',
    `select key, count(*)::int as n,
            ceil(extract(epoch from min(at) - now()) + $2::int)::int as wait
       from login_failure where key = any($1::text[]) and at > now() - $2::int * interval '1 second' group by key`,
    [Object.values(keys), windowSeconds],
  );
  const over = counted.filter(({ key, n }) => n >= limits[kindOf(key)]);
  if (over.length > 0) return Math.max(1, ...over.map(({ wait }) => wait));
  await tx.query(
    'config_login_attempt',
    `with old as (delete from login_failure where at < now() - interval '1 day')
     insert into login_failure (key) select unnest($1::text[])`,
    [Object.values(keys)],
  );
  return 0;
}

function keysOf(person: string, address: string): Record<Kind, string> {
  const place = placeOf(address);
  return {
    pair: `pair:${hash(`${person}\n${place}`)}`,
    person: `person:${hash(person)}`,
    place: `place:${hash(place)}`,
  };
}

function kindOf(key: string): Kind {
  return key.slice(0, key.indexOf(':')) as Kind;
}

/** An IPv6 network of 64 bits is one place: its holder may use every address of it. */
export function placeOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [left = [], right = []] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
