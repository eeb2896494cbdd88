import { parseArgs } from 'node:util';
import { connectNats } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase, schemaNames, type SchemaName } from '@kochava-stream/persistence';
import { readResetEnv } from './env.ts';
import { resetPositions, ResetRefused } from './reset-positions.ts';

const usage = `Tells a consumer where to go on after a stream was replaced (deleted and made again, or restored from a
backup). Its workers have stopped by themselves and go on when this is done; none needs a restart.

usage: npm run reset-positions -- --schema NAME --consumer NAME --stream NAME --from WHERE [--yes]

  --schema NAME     ${schemaNames.join(', ')}
  --consumer NAME   as the service's log and /readyz call it, e.g. transformer
  --stream NAME     e.g. RECEIVED
  --from WHERE      first: everything that the stream holds is read, also what was read before the accident
                           (events are recognised by their insert_id for 7 days)
                    next:  only what comes from now on; what the stream holds is left out
                    N:     from the message with sequence N on
  --yes             do it; without, only what would change is shown
  -h, --help        this text

environment:
  DATABASE_URL      postgres://user:password@host:port/database (required)
  NATS_URL          default nats://127.0.0.1:4222
`;

interface Asked {
  readonly schema: SchemaName;
  readonly consumer: string;
  readonly stream: string;
  readonly from: 'first' | 'next' | number;
  readonly yes: boolean;
}

function asked(args: readonly string[]): Asked | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      schema: { type: 'string' },
      consumer: { type: 'string' },
      stream: { type: 'string' },
      from: { type: 'string' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const schema = schemaNames.find((name) => name === values.schema);
  if (schema === undefined) throw new ResetRefused(`--schema must be one of ${schemaNames.join(', ')}`);
  const { consumer, stream, yes } = values;
  if (consumer === undefined || stream === undefined) throw new ResetRefused('--consumer and --stream are required');
  return { schema, consumer, stream, from: parseFrom(values.from), yes };
}

function parseFrom(text: string | undefined): Asked['from'] {
  if (text === 'first' || text === 'next') return text;
  const sequence = Number(text);
  if (!Number.isInteger(sequence)) throw new ResetRefused('--from must be first, next or a sequence');
  return sequence;
}

async function reset({ schema, yes, ...what }: Asked): Promise<void> {
  const env = readResetEnv();
  const logger = createLogger({ service: 'reset-positions', level: 'silent' });
  const db = await openDatabase({ url: env.DATABASE_URL, schema, poolSize: 1, waitMs: 0, logger });
  const nats = await connectNats({ servers: env.NATS_URL, name: 'reset-positions', logger });
  try {
    for (const { subject, was, is } of await resetPositions({ db, nats, ...what, dryRun: !yes })) {
      process.stdout.write(`${subject}: done up to ${was} ${yes ? 'became' : 'would become'} ${is}\n`);
    }
    if (!yes) process.stdout.write('nothing was changed; add --yes to do it\n');
  } finally {
    await nats.close();
    await db.close();
  }
}

try {
  const what = asked(process.argv.slice(2));
  if (what === undefined) process.stdout.write(usage);
  else await reset(what);
} catch (error) {
  process.stderr.write(`nothing was changed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ResetRefused ? 2 : 1;
}
