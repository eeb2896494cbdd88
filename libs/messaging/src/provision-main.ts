import { createLogger, EnvError } from '@kochava-stream/observability';
import { connectNats } from './connect.ts';
import { provisionEnv, readProvisionEnv } from './env.ts';
import { provision, ProvisionRefused, type ProvisionReport } from './provision.ts';
import { verifyFsync } from './verify-fsync.ts';

const usage = `npm run provision

Makes the JetStream streams and KV buckets, or brings them to the settings below. Run again, it changes nothing. It
refuses, and says why, whatever would lose data: fewer copies, a smaller size than is stored, another number of shards …

Settings, from the environment:
${Object.entries(provisionEnv.properties)
  .map(([name, { description, default: value }]) => `  ${name.padEnd(28)} ${description} (${value})`)
  .join('\n')}
`;

async function main(): Promise<number> {
  const { natsUrl, monitorUrl, options } = readProvisionEnv();
  const logger = createLogger({ service: 'provision', level: 'error' });
  if (monitorUrl !== '') await verifyFsync(monitorUrl);
  process.stderr.write(`provisioning ${natsUrl}\n`);
  const nats = await connectNats({ servers: natsUrl, name: 'provision', logger });
  try {
    tell(await provision(nats, options));
    return 0;
  } finally {
    await nats.close();
  }
}

function tell(report: ProvisionReport): void {
  for (const { name, did, changes } of report.streams) {
    process.stdout.write(`${did.padEnd(8)} ${name}\n`);
    for (const { setting, from, to } of changes)
      process.stdout.write(`           ${setting}: ${String(from)} -> ${String(to)}\n`);
  }
}

function explain(error: unknown): string {
  if (error instanceof ProvisionRefused || error instanceof EnvError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(usage);
} else {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}
