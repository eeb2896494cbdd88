import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kvBuckets, kvKeys } from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase, type Database } from '@kochava-stream/persistence';
import { eventually } from '@kochava-stream/testing';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { queueEverything } from '../publish/kv-relay.ts';
import { readKeys, type SealingKey } from './keys.ts';
import { KeyMissing, keyUse, rewrap } from './rewrap.ts';
import { seal } from './seal.ts';

const folder = mkdtempSync(join(tmpdir(), 'kek-'));
const file = join(folder, 'kek');
const line = (kid: string, fill: number) => `${kid}:${Buffer.alloc(32, fill).toString('base64')}\n`;
const keysNow = () => readKeys({ SECRETS_KEK: '', SECRETS_KEK_FILE: file });
const credentials = { apiKey: 'CANARY-key-0001', apiSecret: 'CANARY-secret-0001' };
let stage: ConfigStage;
let db: Database;
let project: string;

beforeAll(async () => {
  writeFileSync(file, line('old', 1));
  stage = await startConfigStage({ SECRETS_KEK: '', SECRETS_KEK_FILE: file });
  const logger = createLogger({ service: 'spec', level: 'silent' });
  db = await openDatabase({ url: stage.databaseUrl, schema: 'config', poolSize: 6, logger });
  project = (await stage.project()).id;
}, 60_000);

afterAll(async () => {
  await db?.close();
  await stage?.close();
  rmSync(folder, { recursive: true });
});

async function syncWithSecret(): Promise<string> {
  return stage.sync(project, { authentication: { enabled: true, ...credentials } });
}
const kidInKv = async (sync: string) => (await stage.inKv(kvBuckets.secrets, kvKeys.sync(sync)))?.kid;

describe('the change of the sealing key', () => {
  it('goes on beside the running service, from wherever it was stopped', async () => {
    const syncs = [await syncWithSecret(), await syncWithSecret()];
    // Enough for several transactions; the last of them cannot go on.
    const [old] = keysNow() as [SealingKey];
    const ids = Array.from({ length: 120 }, (_, n) => `sy_x${n}`);
    const many = [...ids.map((id) => seal(credentials, id, 1, old)), { sync: 'sy_zzz', kid: 'lost' }];
    await db.query(
      'many',
      `with more as (insert into sync (id, project, state) select m->>'sync', s.project, s.state
                       from sync s, json_array_elements($2::json) m where s.id = $1)
       insert into secret (sync, sealed) select m->>'sync', m from json_array_elements($2::json) m`,
      [syncs[0], JSON.stringify(many)],
    );
    writeFileSync(file, line('new', 2) + line('old', 1));
    const onTheNewKey = await syncWithSecret();
    await eventually(async () => expect(await kidInKv(onTheNewKey)).toBe('new'));

    await expect(rewrap({ db, keys: keysNow() })).rejects.toThrow(KeyMissing);
    const { use } = await keyUse(db);
    expect([use.get('new'), use.get('old')]).toEqual([101, 22]);
    await db.query('less', `delete from secret where sync = 'sy_zzz'`);
    await rewrap({ db, keys: keysNow() });
    expect([...(await keyUse(db)).use.keys()]).toEqual(['new']);
    await eventually(async () => {
      for (const sync of syncs) expect(await kidInKv(sync)).toBe('new');
      expect((await keyUse(db)).waiting).toBe(0);
    });
    expect(await rewrap({ db, keys: keysNow() })).toBe(0);
  });

  it('leaves credentials that change meanwhile as they are changed', async () => {
    writeFileSync(file, line('new', 2) + line('old', 1));
    const syncs = await Promise.all(Array.from({ length: 8 }, syncWithSecret));
    writeFileSync(file, line('third', 3) + line('new', 2));
    const change = (sync: string, n: number) =>
      stage.call(
        'PATCH',
        `/api/syncs/${sync}`,
        { authentication: { apiKey: `CANARY-key-9${n}`, apiSecret: `CANARY-secret-9${n}` } },
        { version: 2 },
      );
    const [, ...changed] = await Promise.all([
      rewrap({ db, keys: keysNow() }),
      ...syncs.slice(0, 5).map((sync, n) => change(sync, n)),
    ]);
    expect(changed.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect([...(await keyUse(db)).use.keys()]).toEqual(['third']);
    await eventually(async () => {
      for (const [n, sync] of syncs.entries()) {
        const published = await stage.inKv(kvBuckets.secrets, kvKeys.sync(sync));
        expect(published).toMatchObject({ kid: 'third', secretVersion: n < 5 ? 2 : 1 });
      }
    });
  });

  it('waits for who changes credentials at that moment, and seals what they leave', async () => {
    const sync = await syncWithSecret();
    writeFileSync(file, line('fourth', 4) + line('third', 3));
    const [, third] = keysNow() as [SealingKey, SealingKey];
    let sealing: Promise<number> | undefined;
    await db.transaction(async (tx) => {
      const changed = JSON.stringify(seal({ apiKey: 'another-key', apiSecret: 'another-secret' }, sync, 7, third));
      await tx.query('change', 'update secret set sealed = $2 where sync = $1', [sync, changed]);
      sealing = rewrap({ db, keys: keysNow() });
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await sealing;
    const [row] = await db.query<{ sealed: any }>('after', 'select sealed from secret where sync = $1', [sync]);
    expect(row?.sealed).toMatchObject({ kid: 'fourth', secretVersion: 7 });
  });

  it('is not undone by a config that starts meanwhile and publishes everything', async () => {
    const sync = await syncWithSecret();
    await stage.service.close();
    await db.query('empty', 'delete from kv_outbox');
    let everythingQueued: Promise<void> | undefined;
    await db.transaction(async (tx) => {
      const document = JSON.stringify({ v: 1, sync, kid: 'newest' });
      await tx.query('set', 'update secret set sealed = $2 where sync = $1', [sync, document]);
      await tx.query('queue', `insert into kv_outbox (kind, document) values ('secrets', $1)`, [document]);
      everythingQueued = queueEverything(db);
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await everythingQueued;
    const queued = await db.query<{ kid: string }>(
      'queued',
      `select document->>'kid' as kid from kv_outbox
        where kind = 'secrets' and document->>'sync' = $1 order by seq`,
      [sync],
    );
    expect(queued).toEqual([{ kid: 'newest' }, { kid: 'newest' }]);
  });
});
