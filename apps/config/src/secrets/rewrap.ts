import { type SyncSecrets } from '@kochava-stream/contracts';
import { type Database } from '@kochava-stream/persistence';
import { queueKv } from '../store/kv-outbox.ts';
import { type SealingKey } from './keys.ts';
import { rewrapped } from './seal.ts';

/** How many secrets each key seals. */
export type KeyUse = ReadonlyMap<string, number>;

export interface RewrapOptions {
  readonly db: Database;
  /** The first one seals from now on. */
  readonly keys: readonly SealingKey[];
  readonly onProgress?: (done: number, left: number) => void;
}

/** A secret is sealed under a key that is not there: it would be lost with the key. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
}

const perTransaction = 100;

/**
 * Seals every secret's data key under the first key, beside the running services: each hundred is a transaction of its
 * own, a run that was stopped goes on where it was, credentials that are changed meanwhile are left as they are changed.
 * @returns how many were sealed anew
 * @throws KeyMissing, SecretUnreadable
 */
export async function rewrap({ db, keys, onProgress }: RewrapOptions): Promise<number> {
  const [to] = keys;
  if (to === undefined) throw new KeyMissing('there is no key: set SECRETS_KEK or SECRETS_KEK_FILE');
  const ring = new Map(keys.map((key) => [key.kid, key]));
  let done = 0;
  for (;;) {
    const some = (await rewrapSome(db, ring, to)) + (await rewrapChannels(db, ring, to));
    done += some;
    if (some === 0) return done;
    onProgress?.(done, await countOthers(db, to.kid));
  }
}

/** Which keys are in use, and how many secrets still wait to be published. */
export async function keyUse(db: Database): Promise<{ use: KeyUse; waiting: number }> {
  const rows = await db.query<{ kid: string; n: number }>(
    'config_secret_keys',
    `select kid, count(*)::int as n
       from (select sealed->>'kid' as kid from secret
              union all select sealed::json->>'kid' from alert where sealed is not null) as each_one
      group by 1 order by 1`,
  );
  const waiting = await db.query<{ n: number }>(
    'config_secret_waiting',
    `select count(*)::int as n from kv_outbox where kind = 'secrets'`,
  );
  return { use: new Map(rows.map(({ kid, n }) => [kid, n])), waiting: waiting[0]?.n ?? 0 };
}

/** The rows are locked: who changes credentials meanwhile comes after, in the outbox too. */
function rewrapSome(db: Database, ring: ReadonlyMap<string, SealingKey>, to: SealingKey): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await tx.query<{ sealed: SyncSecrets }>(
      'config_rewrap_some',
      `select sealed from secret where sealed->>'kid' <> $1 order by sync limit ${perTransaction} for update`,
      [to.kid],
    );
    const anew = rows.map(({ sealed }) => rewrapped(sealed, keyFor(sealed, ring), to));
    for (const sealed of anew) {
      await tx.query('config_rewrap_store', 'update secret set sealed = $2 where sync = $1', [
        sealed.sync,
        JSON.stringify(sealed),
      ]);
    }
    await queueKv(
      tx,
      anew.map((document) => ({ kind: 'secrets', document })),
    );
    return anew.length;
  });
}

/** Where alerts go: nobody but config reads that. */
function rewrapChannels(db: Database, ring: ReadonlyMap<string, SealingKey>, to: SealingKey): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await tx.query<{ sync: string; sealed: string }>(
      'config_rewrap_channels',
      `select sync, sealed from alert where sealed::json->>'kid' <> $1 order by sync limit ${perTransaction} for update`,
      [to.kid],
    );
    for (const { sync, sealed } of rows) {
      const secret = JSON.parse(sealed) as SyncSecrets;
      const anew = JSON.stringify(rewrapped(secret, keyFor(secret, ring), to));
      await tx.query('config_rewrap_channel', 'update alert set sealed = $2 where sync = $1', [sync, anew]);
    }
    return rows.length;
  });
}

function keyFor({ kid, sync }: SyncSecrets, ring: ReadonlyMap<string, SealingKey>): SealingKey {
  const key = ring.get(kid);
  if (key === undefined)
    throw new KeyMissing(`the secret of ${sync} is sealed with "${kid}", which is not among the keys`);
  return key;
}

async function countOthers(db: Database, kid: string): Promise<number> {
  const { use } = await keyUse(db);
  return [...use].filter(([each]) => each !== kid).reduce((sum, [, n]) => sum + n, 0);
}
