import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { databaseOnlyEnv } from '../env.ts';
import { verifyChain, type Link, type Verified } from './chain.ts';
import { readChain } from './read-chain.ts';

const usage = `Checks the audit log: follows the hashes from the first entry to the last.

usage: npm run audit:verify -- [--file EXPORT] [--head SEQ:HASH]...

  --file EXPORT    checks an export (GET /api/audit/export), not the database
  --head SEQ:HASH  the hash that entry SEQ once had, from an earlier run or the service's log ("audited");
                   shows also what was cut off at the end or hashed anew. May be given several times
  -h, --help       this text

Prints the head: keep it where the database's administrators cannot change it. Exit code 1: the log was changed.

environment:
  DATABASE_URL     postgres://user:password@host:port/database (without --file)
`;

/** @returns the exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      file: { type: 'string' },
      head: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const known = new Map(values.head.map(headOf));
  const verified = values.file === undefined ? await inDatabase(known) : await verifyChain(linesOf(values.file), known);
  if (!verified.ok) {
    process.stdout.write(`not as it was written, at entry ${verified.seq}: ${verified.why}\n`);
    return 1;
  }
  process.stdout.write(
    `${verified.entries} entries as they were written; head ${verified.head.seq}:${verified.head.hash}\n`,
  );
  return 0;
}

async function inDatabase(known: ReadonlyMap<number, string>): Promise<Verified> {
  const { DATABASE_URL: url } = databaseOnlyEnv();
  const logger = createLogger({ service: 'audit-verify', level: 'silent' });
  const db = await openDatabase({ url, schema: 'config', poolSize: 1, statementTimeoutMs: 60_000, waitMs: 0, logger });
  try {
    return await verifyChain(readChain(db), known);
  } finally {
    await db.close();
  }
}

async function* linesOf(file: string): AsyncGenerator<Link> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line !== '') yield JSON.parse(line) as Link;
  }
}

function headOf(text: string): [number, string] {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new Error(`--head ${text}: a number, a colon and 64 hexadecimal digits are needed`);
  return [Number(match[1]), match[2] as string];
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
