import { createLogger, EnvError } from '@kochava-stream/observability';
import { connectNats } from './connect.ts';
import { provisionEnv, readProvisionEnv } from './env.ts';
import { provision, ProvisionFailed, ProvisionRefused, type ProvisionReport } from './provision.ts';
import { FsyncNotAlways, verifyFsync } from './verify-fsync.ts';

const usage = `npm run provision [-- --help]

Makes the JetStream streams and KV buckets, or brings them to the settings below. Run again, it changes nothing. It
refuses, and says why, whatever would lose data: fewer copies, a smaller size than is stored, another number of shards.

Settings, from the environment:
${Object.entries(provisionEnv.properties)
  .map(([name, { description, default: value }]) => `  ${name.padEnd(26)} ${String(description)}${preset(value)}`)
  .join('\n')}

Exit code 0: everything is as asked for; 1: it is not, and standard error says why.
`;

export interface CommandInput {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The provisioning command. @returns its exit code */
export async function provisionCommand({ args, env, out, err }: CommandInput): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    out(usage);
    return 0;
  }
  if (args.length > 0) {
    err(`unknown argument ${args.join(' ')}; settings come from the environment, see --help\n`);
    return 1;
  }
  try {
    const { access, monitorUrls, options } = readProvisionEnv(env);
    err(`provisioning ${access.servers}: ${options.shards} shards, ${options.replicas} copies of each stream\n`);
    await verifyFsync(...monitorUrls);
    const logger = createLogger({ service: 'provision', level: 'error' });
    const nats = await connectNats({ ...access, name: 'provision', logger, waitForServer: false });
    try {
      out(lines(await provision(nats, options)));
    } finally {
      await nats.close();
    }
    return 0;
  } catch (error) {
    err(`${explain(error)}\n`);
    return 1;
  }
}

function lines(report: ProvisionReport): string {
  return report.streams
    .flatMap(({ name, did, changes }) => [
      `${did.padEnd(8)} ${name}\n`,
      ...changes.map(({ setting, from, to }) => `           ${setting}: ${String(from)} -> ${String(to)}\n`),
    ])
    .join('');
}

function explain(error: unknown): string {
  if (ours.some((kind) => error instanceof kind) || !(error instanceof Error)) return text(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

/** Errors whose message says everything. */
const ours = [ProvisionRefused, ProvisionFailed, EnvError, FsyncNotAlways];

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function preset(value: unknown): string {
  return value === undefined ? '' : ` (${String(value)})`;
}
