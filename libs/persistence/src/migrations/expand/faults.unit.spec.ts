import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { migrationsOf, schemaNames } from '../index.ts';
import { migration, type MigrationClass } from '../migration.ts';
import { faultsOf } from './faults.spec.ts';
import { destructive, expanding } from './planted.spec.ts';
import { NotUnderstood, statementsIn } from './tokens.spec.ts';

const root = fileURLToPath(new URL('../../../../../package.json', import.meta.url));
const { version: release } = JSON.parse(readFileSync(root, 'utf8')) as { version: string };
const step = (...statements: string[]): MigrationClass => migration(9, 'planted', statements);

describe('every migration', () => {
  const all = schemaNames.flatMap((schema) =>
    migrationsOf(schema).map((each) => [schema, new each().name, each] as const),
  );

  it.each(all)('%s %s leaves the release before at work', async (_schema, _name, each) => {
    expect(await faultsOf(each, release)).toEqual([]);
  });
});

describe('a migration that only adds', () => {
  it.each(expanding)('is taken: %s', async (...statements) => {
    expect(await faultsOf(step(...statements), release)).toEqual([]);
  });
});

describe('a migration that takes away or binds', () => {
  it.each(destructive)('is refused: %s', async (...statements) => {
    expect(await faultsOf(step(...statements), release)).toHaveLength(1);
  });

  it('is found behind what only adds, and in a text of several statements', async () => {
    const text = `ALTER TABLE device ADD COLUMN seen bigint; -- DROP what is old\n DROP TABLE hold; SELECT 1`;
    expect(await faultsOf(step('CREATE TABLE a (b text)', text), release)).toEqual([
      expect.stringContaining('DROP TABLE HOLD'),
      expect.stringContaining('SELECT 1'),
    ]);
  });

  it('is refused when it goes round runner.query', async () => {
    class Planted {
      readonly name = 'planted-0000000000009';
      async up(runner: { dropTable(name: string): Promise<void> }) {
        await runner.dropTable('device');
      }
      async down() {}
    }
    await expect(faultsOf(Planted as unknown as MigrationClass, release)).rejects.toThrow('not dropTable');
  });
});

describe('a migration that contracts', () => {
  const dropping = (since: string) =>
    migration(9, 'planted', ['ALTER TABLE device DROP COLUMN old'], { contracts: { since } });

  it.each([
    ['0.1.0', '0.2.0'],
    ['0.1.9', '0.1.10'],
    ['0.9.9', '1.0.0'],
  ])('is taken when nothing since %s uses what it drops and this is %s', async (since, now) => {
    expect(await faultsOf(dropping(since), now)).toEqual([]);
  });

  it.each([
    ['0.2.0', '0.2.0'],
    ['0.2.1', '0.2.0'],
    ['1.0.0', '0.9.9'],
  ])('is refused when that is %s and this is %s', async (since, now) => {
    expect(await faultsOf(dropping(since), now)).toEqual([expect.stringContaining(since)]);
  });

  it('must name a release', async () => {
    await expect(faultsOf(dropping('next'), '0.2.0')).rejects.toThrow('next is not a release');
  });
});

describe('what a migration sends', () => {
  it('is cut as Postgres does', () => {
    const text = `a 'x;''y' "N;a""b" $f$ one; 'two' $f$ -- three;
      /* four; */ b; ;c`;
    const cut = statementsIn(text).map(({ tokens }) => tokens.map(({ text: each }) => each));
    expect(cut).toEqual([['A', `'x;''y'`, 'N;a"b', `$f$ one; 'two' $f$`, 'B'], ['C']]);
  });

  it.each([`SELECT 'open`, `SELECT "open`, `SELECT 1 /* open`, `/* a /* nested */ */ SELECT 1`, `SELECT E'\\'; DROP'`])(
    'is refused when it cannot be cut: %s',
    (text) => {
      expect(() => statementsIn(text)).toThrow(NotUnderstood);
    },
  );
});
