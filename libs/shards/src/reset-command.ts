import { parseArgs } from 'node:util';
import { connectNats, natsAccess } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase, schemaNames, type SchemaName } from '@kochava-stream/persistence';
import { readResetEnv } from './env.ts';
import { isOfSync, resetFloor } from './reset-floor.ts';
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
                    For the dispatches of a sync: --schema config --consumer sync-ID --stream DISPATCH, then disable
                    and enable the sync. What was sent is not known any more: first may send it again.
  --yes             do it; without, only what would change is shown
  -h, --help        this text

environment:
  DATABASE_URL      postgres://user:password@host:port/database (required)
  NATS_URL          default nats://127.0.0.1:4222; with NATS_NKEY_SEED_FILE, NATS_CA_FILE … as the services have them
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

/** Where a command reads its settings and writes what it has to say. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** `npm run reset-positions`. @returns the exit code: 1 it failed, 2 it was asked for something impossible */
export async function resetCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const what = asked(args);
    if (what === undefined) terminal.out(usage);
    else await reset(what, terminal);
    return 0;
  } catch (error) {
    terminal.err(`nothing was changed: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof ResetRefused ? 2 : 1;
  }
}

async function reset({ schema, yes, ...what }: Asked, { env, out, err }: Terminal): Promise<void> {
  const settings = readResetEnv(env);
  const { DATABASE_URL: url, NATS_URL: servers } = settings;
  const logger = createLogger({ service: 'reset-positions', level: 'silent' });
  const db = await openDatabase({ url, schema, poolSize: 1, waitMs: 0, logger });
  const waiting = setTimeout(() => err(`waiting for NATS at ${servers} …\n`), 2_000);
  const nats = await connectNats({ ...natsAccess(settings), name: 'reset-positions', logger });
  clearTimeout(waiting);
  try {
    const resetTo = isOfSync(what) ? resetFloor : resetPositions;
    for (const { subject, was, is } of await resetTo({ db, nats, ...what, dryRun: !yes })) {
      out(`${subject}: done up to ${was} ${yes ? 'became' : 'would become'} ${is}\n`);
    }
    if (!yes) out('nothing was changed; add --yes to do it\n');
  } finally {
    await nats.close();
    await db.close();
  }
}
