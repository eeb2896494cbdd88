import { startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { DataSource, type QueryRunner } from 'typeorm';
import { dataSourceOptions } from '../../options.ts';
import { migrationsOf, schemaNames, type SchemaName } from '../index.ts';
import { migration, type MigrationClass } from '../migration.ts';
import { catalogueOf, differences } from './catalogue.spec.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(() => postgres.stop());

/** A schema with nothing in it, and what one step after the other does to it. */
async function withSchema(schema: SchemaName, use: (runner: QueryRunner) => Promise<void>): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions({ url: await postgres.freshDatabase(), schema }));
  await dataSource.initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(`CREATE SCHEMA ${schema}`);
    await use(runner);
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

async function effectOf(step: MigrationClass, runner: QueryRunner): Promise<string[]> {
  const before = await catalogueOf(runner);
  await new step().up(runner);
  return differences(before, await catalogueOf(runner));
}

describe('what a migration does to tables that are there', () => {
  it.each(schemaNames)('%s: nothing that the release before could notice', async (schema) => {
    await withSchema(schema, async (runner) => {
      for (const step of migrationsOf(schema)) {
        const { name, contracts } = new step();
        const effect = await effectOf(step, runner);
        if (contracts === undefined) expect({ name, effect }).toEqual({ name, effect: [] });
      }
    });
  });

  /** What no reading of the statements would find. */
  const hidden: readonly (readonly [string, readonly string[]])[] = [
    ['table device is gone', ['/* touches only a */ DO $$ BEGIN DROP TABLE device CASCADE; END $$']],
    ['column device.project is gone', [`DO $$ BEGIN EXECUTE 'ALTER TABLE device DROP ' || 'project'; END $$`]],
    [
      'column device.version was "integer NOT NULL default none" and is "bigint',
      ['ALTER TABLE device ALTER version TYPE bigint'],
    ],
    [
      'column device.project was "text default none" and is "text NOT NULL',
      ['ALTER TABLE device ALTER project SET NOT NULL'],
    ],
    [
      `column device.project was "text default none" and is "text default 'x'`,
      [`ALTER TABLE device ALTER project SET DEFAULT 'x'`],
    ],
    ['column device.a is new: text NOT NULL', ['ALTER TABLE device ADD a text NOT NULL']],
    ['constraint device.c is new', ['ALTER TABLE device ADD CONSTRAINT c CHECK (version > 1) NOT VALID']],
    ['unique device.u is new', ['CREATE UNIQUE INDEX u ON device (project, shard)']],
    ['index hold.hold_due is gone', ['DROP INDEX hold_due']],
    [
      'trigger device.t is new',
      [
        'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$',
        'CREATE TRIGGER t BEFORE INSERT ON device FOR EACH ROW EXECUTE FUNCTION f()',
      ],
    ],
    ['rule device.r is new', ['CREATE RULE r AS ON INSERT TO device DO INSTEAD NOTHING']],
    ['right device.INSERT of', ['REVOKE INSERT ON device FROM CURRENT_USER']],
  ];

  it('is seen, however it is done', async () => {
    await withSchema('linker', async (runner) => {
      for (const step of migrationsOf('linker')) await new step().up(runner);
      for (const [found, statements] of hidden) {
        await runner.startTransaction();
        expect(await effectOf(migration(9, 'planted', statements), runner)).toContainEqual(
          expect.stringContaining(found),
        );
        await runner.rollbackTransaction();
      }
    });
  });

  it('is nothing where it only adds', async () => {
    await withSchema('linker', async (runner) => {
      for (const step of migrationsOf('linker')) await new step().up(runner);
      const adding = migration(9, 'planted', [
        'CREATE TABLE note (id text PRIMARY KEY, n integer CHECK (n > 0))',
        'CREATE UNIQUE INDEX ON note (n)',
        `ALTER TABLE device ADD COLUMN a text, ADD COLUMN b text NOT NULL DEFAULT 'x'`,
        'CREATE UNIQUE INDEX ON device (a)',
        'CREATE INDEX ON device (b)',
        'GRANT SELECT ON device TO PUBLIC',
      ]);
      expect(await effectOf(adding, runner)).toEqual([]);
    });
  });
});
