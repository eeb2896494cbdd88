import { type Database, type SchemaName } from '@kochava-stream/persistence';
import { addedColumn, filledColumn, releaseName, type Tables } from '../tree/next.ts';

/** The tables of every schema that are the services' own. */
export async function tablesOf(db: Database): Promise<Tables> {
  const rows = await db.query<{ schema: SchemaName; names: string[] }>(
    'tables of every schema',
    `SELECT table_schema AS schema, array_agg(table_name::text ORDER BY table_name) AS names
     FROM information_schema.tables
     WHERE table_schema IN ('config', 'transformer', 'linker') AND table_type = 'BASE TABLE' AND table_name <> 'migration'
     GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ schema, names }) => [schema, names])) as unknown as Tables;
}

/** How many tables have the column that only the newer release knows. */
export async function grownTables(db: Database): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    'grown tables',
    'SELECT count(*)::integer AS n FROM information_schema.columns WHERE column_name = $1',
    [addedColumn],
  );
  return row?.n ?? 0;
}

/** Devices in which the newer linker kept what the newer transformer wrote. */
export async function filledRows(linker: Database): Promise<number> {
  const [row] = await linker.query<{ n: number }>(
    'filled rows',
    `SELECT count(*)::integer AS n FROM device WHERE ${filledColumn} = $1`,
    [releaseName],
  );
  return row?.n ?? 0;
}

/** Devices that hold links now, as text. */
export async function heldDevices(linker: Database, sync: string): Promise<ReadonlySet<string>> {
  const rows = await linker.query<{ device: string }>(
    'held devices',
    'SELECT kochava_device_id AS device FROM hold WHERE sync = $1',
    [sync],
  );
  return new Set(rows.map(({ device }) => device));
}
