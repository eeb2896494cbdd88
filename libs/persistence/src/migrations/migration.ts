import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Says that a step takes something away that releases used once. `since`: the first release that does not use it any
 * more. A release may carry the step only after that one, so that the release before it, which still runs during an
 * upgrade and again after a rollback, does without it too.
 */
export interface Contraction {
  readonly since: string;
}

export type MigrationClass = new () => MigrationInterface & { readonly contracts?: Contraction | undefined };

/**
 * One step of a schema. Steps are never edited once released; a new one is added. Each runs in a transaction of its own,
 * with `search_path` set to its schema, so names need no prefix. A step only adds, so that the release before can go on
 * with the newer tables (docs/adr/0011); one that does not says so by `contracts`.
 * @param number 1, 2, 3 … within the schema, as in the file's name
 * @param title the file's name without number, as in `002-profiles.ts`
 */
export function migration(
  number: number,
  title: string,
  statements: readonly string[],
  options: { contracts?: Contraction } = {},
): MigrationClass {
  return class implements MigrationInterface {
    /** TypeORM orders by the thirteen digits at the end. */
    readonly name = `${title}-${String(number).padStart(13, '0')}`;
    readonly contracts = options.contracts;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements) await runner.query(statement);
    }

    async down(): Promise<void> {
      throw new Error('migrations go forward only: restore the backup that was made before');
    }
  };
}
