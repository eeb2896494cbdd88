import { parseArgs } from 'node:util';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { AuditLog } from '../audit/audit-log.ts';
import { everything } from '../auth/roles.ts';
import { databaseOnlyEnv } from '../env.ts';
import { Tokens } from '../store/tokens.ts';

const usage = `Makes an API token that may do everything for a day, for when nobody can sign in any more.

usage: npm run admin-token -- [--name NAME]

  --name NAME    as it is shown in the audit log; default "operator"
  -h, --help     this text

Whoever can reach the database may run it; the audit log says so. It prints the token.

environment:
  DATABASE_URL   postgres://user:password@host:port/database (required)
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { name: { type: 'string', default: 'operator' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const { DATABASE_URL: url } = databaseOnlyEnv();
  const logger = createLogger({ service: 'admin-token', level: 'silent' });
  const db = await openDatabase({ url, schema: 'config', poolSize: 2, waitMs: 0, logger });
  try {
    const given = { name: values.name, access: everything, expiresInDays: 1, createdBy: 'operator' };
    const { view, token } = await new Tokens(db).create(given);
    await new AuditLog(db, logger).record({ who: 'operator', route: 'admin-token', after: view });
    process.stdout.write(`${token}\n`);
  } finally {
    await db.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
