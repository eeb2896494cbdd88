import { parseArgs } from 'node:util';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { databaseOnlyEnv } from '../env.ts';
import { projections, rebuild } from './rebuild.ts';

const usage = `Makes the rows of projects and syncs again from the log of changes, and has them published again.

usage: npm run config:rebuild -- [--check]

  --check       only compares; exit code 1 if the rows are not what the log says
  -h, --help    this text

Runs in one transaction; changes wait for it, with --check they do not.

environment:
  DATABASE_URL  postgres://user:password@host:port/database (required)
`;

/** @returns the exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { DATABASE_URL: url } = databaseOnlyEnv();
  const logger = createLogger({ service: 'config-rebuild', level: 'silent' });
  const db = await openDatabase({ url, schema: 'config', poolSize: 1, statementTimeoutMs: 0, waitMs: 0, logger });
  try {
    return await run(values.check, () => rebuild({ db, check: values.check }));
  } finally {
    await db.close();
  }
}

async function run(check: boolean, work: () => ReturnType<typeof rebuild>): Promise<number> {
  const { events, tables } = await work();
  let differences = 0;
  process.stdout.write(`${events} events read\n`);
  for (const table of projections) {
    const { rows, missing, wrong } = tables[table];
    differences += missing + wrong;
    process.stdout.write(`${table}: ${rows} rows by the log; ${missing} were missing, ${wrong} were not as it says\n`);
  }
  process.stdout.write(
    !check ? 'rebuilt\n' : differences === 0 ? 'the same rows\n' : 'not the same rows: run it without --check\n',
  );
  return check && differences > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`nothing was changed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
