import { kvBuckets, kvKeys } from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase, type Database } from '@kochava-stream/persistence';
import { eventually } from '@kochava-stream/testing';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { projections, rebuild } from './rebuild.ts';

let stage: ConfigStage;
let db: Database;
beforeAll(async () => {
  stage = await startConfigStage();
  const logger = createLogger({ service: 'spec', level: 'silent' });
  db = await openDatabase({ url: stage.databaseUrl, schema: 'config', logger });
}, 60_000);
afterAll(async () => {
  await db?.close();
  await stage?.close();
});

/** Every row, every column, to the microsecond. */
async function rows(): Promise<unknown> {
  const all = await Promise.all(
    projections.map((table) =>
      db.query<{ row: string }>(`rows of ${table}`, `select t::text as row from ${table} t order by 1`),
    ),
  );
  return all.map((table) => table.map(({ row }) => row));
}

const differences = async () => {
  const { tables } = await rebuild({ db, check: true });
  return projections.map((table) => [tables[table].rows, tables[table].missing, tables[table].wrong]);
};

it('gives the same rows from the log alone, and tells everybody again', async () => {
  const syncs: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const { id: project } = await stage.project();
    for (const name of ['One', 'Two']) syncs.push(await stage.sync(project, { name, why: 'new' }));
  }
  const [sync = ''] = syncs;
  const at = `/api/syncs/${sync}`;
  const authentication = { enabled: true, apiKey: 'key-00001', apiSecret: 'secret-00001' };
  await stage.call('PATCH', at, { authentication, sendEvents: { rename: { a: 'A', b: 'B' } } }, { version: 1 });
  await stage.call('POST', `${at}/enable`);
  await stage.call('POST', `${at}/rollback`, { version: 1 });
  const before = await rows();
  expect(await differences()).toEqual([
    [2, 0, 0],
    [2, 0, 0],
    [4, 0, 0],
  ]);
  await rebuild({ db, check: false });
  expect(await rows()).toEqual(before);

  await db.execute('spoil syncs', `update sync set state = '{"id":"?"}', updated_at = now() where id = $1`, [sync]);
  await db.execute('lose a sync', 'delete from sync where id = $1', [syncs[3]]);
  await db.execute('lose a key', 'delete from api_key where key = (select min(key) from api_key)');
  await db.execute('invent a project', `insert into project (id, name, api_keys) values ('pr_?', '?', '{}')`);
  expect(await differences()).toEqual([
    [2, 0, 1],
    [2, 1, 0],
    [4, 2, 1],
  ]);
  expect(await rows()).not.toEqual(before);
  await rebuild({ db, check: false });
  expect(await rows()).toEqual(before);
  expect((await differences()).flat().filter((n) => n === 0)).toHaveLength(6);

  const kv = async () => stage.inKv(kvBuckets.config, kvKeys.sync(sync));
  await eventually(async () => expect(await kv()).toMatchObject({ id: sync, status: 'enabled', version: 6 }));
  expect((await stage.call('GET', at)).body).toMatchObject({ version: 6, name: 'One' });
});
