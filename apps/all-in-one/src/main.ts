import { requirePort } from '@kochava-stream/servers';
import { allInOneEnv, allInOneEnvSchema, type AllInOneEnv } from './env.ts';
import { startStack, type Stack } from './stack.ts';
import { welcome } from './welcome.ts';

const help = `Usage: npm start

Starts everything on this machine and stays up: embedded Postgres, nats-server, the five services and, unless
KOCHAVA_URL is set, the Kochava sandbox. Stop it with Ctrl-C; the data folder keeps everything.

Environment variables:
${Object.entries(allInOneEnvSchema.properties)
  .map(([name, { description, default: standard }]) => `  ${name.padEnd(24)}${description} [${String(standard)}]`)
  .join('\n')}
`;

async function checkPorts(env: AllInOneEnv): Promise<void> {
  await requirePort(env.INGEST_PORT, 'INGEST_PORT', 'ingest');
  await requirePort(env.CONFIG_PORT, 'CONFIG_PORT', 'the config API');
  await requirePort(env.TRANSFORMER_PORT, 'TRANSFORMER_PORT', 'the transformer');
  await requirePort(env.IDENTITY_LINKER_PORT, 'IDENTITY_LINKER_PORT', 'the identity-linker');
  await requirePort(env.KOCHAVA_DISPATCHER_PORT, 'KOCHAVA_DISPATCHER_PORT', 'the kochava-dispatcher');
  if (env.KOCHAVA_URL === '') await requirePort(env.SANDBOX_PORT, 'SANDBOX_PORT', 'the Kochava sandbox');
}

async function start(env: AllInOneEnv): Promise<Stack> {
  await checkPorts(env);
  const { DATA_DIR: dataDir, KOCHAVA_URL: kochavaUrl, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
  const stack = await startStack({
    dataDir,
    host: env.HOST,
    logLevel: env.LOG_LEVEL,
    log: (line) => console.log(line),
    ports: {
      ingest: env.INGEST_PORT,
      config: env.CONFIG_PORT,
      transformer: env.TRANSFORMER_PORT,
      'identity-linker': env.IDENTITY_LINKER_PORT,
      'kochava-dispatcher': env.KOCHAVA_DISPATCHER_PORT,
      sandbox: env.SANDBOX_PORT,
      nats: env.NATS_PORT,
      postgres: env.POSTGRES_PORT,
    },
    ...(kochavaUrl === '' ? {} : { kochavaUrl }),
    ...(endpoint === '' ? {} : { traces: { endpoint, ratio: env.OTEL_TRACES_SAMPLER_ARG } }),
  });
  console.log(await welcome(stack, dataDir, kochavaUrl));
  return stack;
}

/** A second signal does not wait. */
function stopOnSignals(stack: Stack): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(130);
    stopping = true;
    console.log('\nstopping …');
    await stack.close();
    console.log('stopped; the data is kept');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
}

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(help);
} else {
  try {
    stopOnSignals(await start(allInOneEnv()));
  } catch (error) {
    console.error(`cannot start: ${(error as Error).message}`);
    process.exit(1);
  }
}
