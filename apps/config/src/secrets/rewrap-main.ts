import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase, type Database } from '@kochava-stream/persistence';
import { AuditLog } from '../audit/audit-log.ts';
import { rewrapEnv } from '../env.ts';
import { readKeys } from './keys.ts';
import { keyUse, rewrap } from './rewrap.ts';

const usage = `Seals Kochava's credentials under the first key of SECRETS_KEK, beside the running services.

usage: npm run secrets:rewrap -- [--check]

  --check           changes nothing; exit code 1 while a secret needs another key than the first
  -h, --help        this text

May be stopped and run again: it goes on where it was. When it says that the other keys are not needed any more, they
may be taken out of the file.

environment:
  DATABASE_URL      postgres://user:password@host:port/database (required)
  SECRETS_KEK_FILE  file with the keys, or SECRETS_KEK with the keys themselves: kid:base64 of 32 bytes, the one that
                    seals first
`;

const publishSeconds = 30;

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
  return run(args.includes('--check'));
}

async function run(check: boolean): Promise<number> {
  const env = rewrapEnv();
  const keys = readKeys(env);
  const logger = createLogger({ service: 'secrets-rewrap', level: 'silent' });
  const db = await openDatabase({ url: env.DATABASE_URL, schema: 'config', poolSize: 2, waitMs: 0, logger });
  try {
    if (!check) {
      const onProgress = (done: number, left: number) => process.stderr.write(`\r${done} sealed anew, ${left} to go `);
      const done = await rewrap({ db, keys, onProgress });
      if (done > 0) process.stderr.write('\n');
      await new AuditLog(db, logger).record({
        who: 'operator',
        route: 'secrets:rewrap',
        after: { kid: keys[0]?.kid, done },
      });
      await published(db);
    }
    return await report(db, keys[0]?.kid ?? '');
  } finally {
    await db.close();
  }
}

/** config carries what was sealed anew to the dispatcher, within a second when it runs. */
async function published(db: Database): Promise<void> {
  for (let waited = 0; waited < publishSeconds && (await keyUse(db)).waiting > 0; waited += 1) await pause(1000);
}

async function report(db: Database, kid: string): Promise<number> {
  const { use, waiting } = await keyUse(db);
  for (const [each, n] of use) process.stdout.write(`${each}: ${n} ${n === 1 ? 'secret' : 'secrets'}\n`);
  const others = [...use.keys()].filter((each) => each !== kid);
  if (others.length > 0) {
    process.stdout.write(`still needed: ${others.join(', ')}; run it without --check\n`);
    return 1;
  }
  if (waiting > 0) {
    process.stdout.write(`${waiting} not published yet: config must run; keep the old keys until --check says so\n`);
    return 1;
  }
  process.stdout.write(`every secret is sealed with "${kid}" and published; other keys are not needed any more\n`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
