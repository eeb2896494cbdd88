import { createLogger } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { rebuildEnv } from './env.ts';
import { projections, rebuild } from './rebuild.ts';

const usage = `Makes the identity-linker's devices, aliases, confirmed ids and holds again from its log of facts.

usage: npm run linker:rebuild -- [--check]

  --check        only compares; exit code 1 if the rows are not what the log says
  -h, --help     this text

Runs in one transaction. A linker that is running waits for it; with --check it does not.

environment:
  DATABASE_URL   postgres://user:password@host:port/database (required)
  SHARDS         number of shards, as for the services; default 4
`;

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  const unknown = args.filter((each) => each !== '--check');
  if (unknown.length > 0) {
    process.stderr.write(`not understood: ${unknown.join(' ')}; see --help\n`);
    return 2;
  }
  return await run(args.includes('--check'));
}

async function run(check: boolean): Promise<number> {
  const { DATABASE_URL: url, SHARDS: shards } = rebuildEnv();
  const logger = createLogger({ service: 'linker-rebuild', level: 'silent' });
  const db = await openDatabase({ url, schema: 'linker', poolSize: 1, statementTimeoutMs: 0, waitMs: 0, logger });
  try {
    const onProgress = (events: number, devices: number) => {
      process.stderr.write(`\r${events} facts of ${devices} devices read`);
    };
    const { tables } = await rebuild({ db, shards, check, onProgress });
    process.stderr.write('\n');
    let differences = 0;
    for (const table of projections) {
      const { rows, missing, wrong } = tables[table];
      differences += missing + wrong;
      process.stdout.write(
        `${table}: ${rows} rows by the log; ${missing} were missing, ${wrong} were not as it says\n`,
      );
    }
    process.stdout.write(check ? verdict(differences) : 'rebuilt\n');
    return check && differences > 0 ? 1 : 0;
  } finally {
    await db.close();
  }
}

function verdict(differences: number): string {
  return differences === 0 ? 'the same rows\n' : 'not the same rows: run it without --check\n';
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`nothing was changed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
