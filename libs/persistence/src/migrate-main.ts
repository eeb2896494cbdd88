import { databaseUrl } from './env.ts';
import { migrate } from './migrate.ts';
import { schemaNames, type SchemaName } from './migrations/index.ts';

const usage = `Brings the database up to date. Safe to repeat, and to run several at once.

usage: npm run migrate -- [schema ...]

  schema         ${schemaNames.join(', ')}; all of them if none is named
  -h, --help     this text

environment:
  DATABASE_URL   postgres://user:password@host:port/database (required)
`;

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  const unknown = args.filter((name) => !isSchema(name));
  if (unknown.length > 0) {
    process.stderr.write(`no schema named ${unknown.join(', ')}; there are ${schemaNames.join(', ')}\n`);
    return 2;
  }
  const schemas = args.length > 0 ? args.filter(isSchema) : schemaNames;
  const url = databaseUrl();
  for (const schema of schemas) {
    const done = await migrate({ url, schema });
    process.stdout.write(`${schema}: ${done.length > 0 ? `applied ${done.join(', ')}` : 'up to date'}\n`);
  }
  return 0;
}

function isSchema(name: string): name is SchemaName {
  return (schemaNames as readonly string[]).includes(name);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`cannot migrate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
