import { anInstall, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { accepted, answered, Desk, installed, requested } from './desk.spec.ts';
import { projections } from './rebuild.ts';

let postgres: TestPostgres;
let desk: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  desk = await Desk.open(postgres);
});
afterEach(async () => desk?.close());

/** A newer release gives every table a column: such that takes nothing, and one with a default. */
async function migrateAsNext(): Promise<void> {
  await desk.db.execute(
    'next',
    `DO $$ DECLARE each regclass; BEGIN
       FOR each IN SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
       LOOP EXECUTE format(
         'ALTER TABLE %s ADD COLUMN next_note text, ADD COLUMN since_next text NOT NULL DEFAULT ''next''', each);
       END LOOP;
     END $$`,
  );
}

/** All that the linker does with its tables, for devices with this name. */
async function everything(name: string): Promise<string> {
  const kochavaDeviceId = `${name}-1`;
  const ids = { idfv: `V-${name}` };
  await desk.tell([requested({ kochavaDeviceId, ids })]);
  await desk.tell([requested({ kochavaDeviceId, ids, properties: { plan: 'pro' } })]);
  await desk.tell([installed(anInstall({ kochavaDeviceId: null, ids }))]);
  await desk.tell([accepted({ kochavaDeviceId, ids })]);
  await desk.look();
  const link = desk.links.at(-1);
  if (link === undefined) return 'nothing left';
  await desk.tell([answered(link)]);
  await desk.tell([requested({ kochavaDeviceId: `${name}-2`, ids: { idfv: `W-${name}` } })]);
  return `${link.kochavaDeviceId} ${link.properties?.['plan']}, ${(await desk.holds()).length} held`;
}

describe('tables of a newer release', () => {
  it('are filled while the migration happens and after it, in every connection', async () => {
    expect(await everything('a')).toBe('a-1 pro, 1 held');
    await migrateAsNext();
    expect(await everything('b')).toBe('b-1 pro, 2 held');
    const rows = await desk.db.query<{ since_next: string; next_note: null }>(
      'as next sees it',
      'SELECT since_next, next_note FROM device UNION SELECT since_next, next_note FROM hold',
    );
    expect(rows).toEqual([{ since_next: 'next', next_note: null }]);
  });

  it('are rebuilt from the log', async () => {
    await everything('a');
    await migrateAsNext();
    await desk.db.execute('damage', 'DELETE FROM device_alias');
    const { tables } = await desk.rebuild(false);
    for (const table of projections) expect({ table, wrong: tables[table].wrong }).toEqual({ table, wrong: 0 });
    expect(tables.device_alias.missing).toBeGreaterThan(0);
    expect(await everything('b')).toBe('b-1 pro, 2 held');
    expect((await desk.rebuild(true)).tables.device).toMatchObject({ rows: 4, missing: 0, wrong: 0 });
  });
});
