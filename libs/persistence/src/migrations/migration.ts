import { type MigrationInterface, type QueryRunner } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

/**
 * One step of a schema. Steps are never edited once released; a new one is added. Each runs in a transaction of its own,
 * with `search_path` set to its schema, so names need no prefix.
 * @param number 1, 2, 3 … within the schema, as in the file's name
 * @param title the file's name without number, as in `002-profiles.ts`
 */
export function migration(number: number, title: string, statements: readonly string[]): MigrationClass {
  return class implements MigrationInterface {
    /** TypeORM orders by the thirteen digits at the end. */
    readonly name = `${title}-${String(number).padStart(13, '0')}`;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements) await runner.query(statement);
    }

    async down(): Promise<void> {
      throw new Error('migrations go forward only: restore the backup that was made before');
    }
  };
}
