import { configMigrations } from './config/index.ts';
import { linkerMigrations } from './linker/index.ts';
import { type MigrationClass } from './migration.ts';
import { transformerMigrations } from './transformer/index.ts';

/** A schema and its owner: the service of that name (`linker`: identity-linker). */
export const schemaNames = ['config', 'transformer', 'linker'] as const;
export type SchemaName = (typeof schemaNames)[number];

const migrations: Readonly<Record<SchemaName, readonly MigrationClass[]>> = {
  config: configMigrations,
  transformer: transformerMigrations,
  linker: linkerMigrations,
};

export function migrationsOf(schema: SchemaName): readonly MigrationClass[] {
  return migrations[schema];
}
