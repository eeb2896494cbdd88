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

/** Where a command reads its settings and writes what it has to say. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** `npm run migrate`. @returns the exit code: 1 it failed, 2 it was asked for something it does not know */
export async function migrateCommand(args: readonly string[], { env, out, err }: Terminal): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    out(usage);
    return 0;
  }
  const unknown = args.filter((name) => !isSchema(name));
  if (unknown.length > 0) {
    err(`no schema named ${unknown.join(', ')}; there are ${schemaNames.join(', ')}\n`);
    return 2;
  }
  try {
    const url = databaseUrl(env);
    for (const schema of args.length > 0 ? args.filter(isSchema) : schemaNames) {
      const done = await migrate({ url, schema });
      out(`${schema}: ${done.length > 0 ? `applied ${done.join(', ')}` : 'up to date'}\n`);
    }
    return 0;
  } catch (error) {
    err(`cannot migrate: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function isSchema(name: string): name is SchemaName {
  return (schemaNames as readonly string[]).includes(name);
}
