import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { reasonOf, silent, type Log } from '../log.ts';
import { run } from '../process/run.ts';
import { cacheDirs, cachedServer, installInto, writableCache } from './cache.ts';
import { installFromDebian } from './install-debian.ts';
import { installRelease } from './install-release.ts';
import { installWithGo } from './install-go.ts';
import { judgeVersion, natsVersion, type Verdict } from './version.ts';

/** No suitable nats-server was found, and none could be installed. The message says what to do. */
export class NatsServerNotFound extends Error {
  override readonly name = 'NatsServerNotFound';
}

/** A way to a server's binary, in a folder that is thrown away. */
export interface Route {
  name: string;
  install: (scratch: string) => Promise<string>;
}

export const routes: readonly Route[] = [
  { name: `the official release ${natsVersion}`, install: installRelease },
  { name: `go install of ${natsVersion}`, install: installWithGo },
  { name: `Debian's newest package`, install: installFromDebian },
];

export interface FindOptions {
  log?: Log;
  env?: NodeJS.ProcessEnv;
  caches?: readonly string[];
  routes?: readonly Route[];
}

/**
 * A nats-server that keeps its promises (2.15 or newer): NATS_SERVER_BIN, PATH, our cache, else installed into the
 * cache by the first of `routes` that works. Every step says in a line what it does or why it is passed over.
 * @returns the path of the binary
 * @throws NatsServerNotFound
 */
export async function findNatsServer(options: FindOptions = {}): Promise<string> {
  const { log = silent, env = process.env } = options;
  const named = env['NATS_SERVER_BIN'];
  if (named !== undefined && named !== '') return chosen(named, log);
  const caches = options.caches ?? cacheDirs(env);
  const found = (await onPath(env, log)) ?? (await inCache(caches, log));
  return found ?? install(caches, options.routes ?? routes, log);
}

/** What the variable names is what is meant: nothing else is tried behind its back. */
async function chosen(binary: string, log: Log): Promise<string> {
  const verdict = await verdictOf(binary);
  if (!verdict.suitable) {
    throw new NatsServerNotFound(`NATS_SERVER_BIN=${binary} cannot be used: ${verdict.why}. ${advice}`);
  }
  log(`nats-server ${verdict.version}: ${binary} (NATS_SERVER_BIN)`);
  return binary;
}

async function onPath(env: NodeJS.ProcessEnv, log: Log): Promise<string | undefined> {
  const binaries = (env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((dir) => join(dir, 'nats-server'));
  for (const binary of binaries.filter(isExecutable)) {
    const verdict = await verdictOf(binary);
    if (verdict.suitable) {
      log(`nats-server ${verdict.version}: ${binary} (PATH)`);
      return binary;
    }
    log(`nats-server on the PATH is refused (${binary}): ${verdict.why}; looking for a newer one`);
  }
  return undefined;
}

async function inCache(caches: readonly string[], log: Log): Promise<string | undefined> {
  for (const binary of caches.map(cachedServer).filter((file) => existsSync(file))) {
    const verdict = await verdictOf(binary);
    if (verdict.suitable) {
      log(`nats-server ${verdict.version}: ${binary} (installed before)`);
      return binary;
    }
    log(`the installed nats-server is refused (${binary}): ${verdict.why}`);
  }
  return undefined;
}

async function install(caches: readonly string[], ways: readonly Route[], log: Log): Promise<string> {
  const cache = writableCache(caches);
  const failures: string[] = [];
  for (const { name, install: build } of ways) {
    log(`nats-server: trying ${name}`);
    try {
      const binary = await installInto(cache, log, {
        build: async (scratch) => checked(await build(scratch)),
        isGood: async (installed) => (await verdictOf(installed)).suitable,
      });
      log(`nats-server: installed as ${binary}`);
      return binary;
    } catch (error) {
      failures.push(`${name}: ${reasonOf(error)}`);
      log(`nats-server: ${name} did not work: ${reasonOf(error)}`);
    }
  }
  throw new NatsServerNotFound(['no nats-server could be installed.', ...failures, advice].join('\n  '));
}

async function checked(binary: string): Promise<string> {
  const verdict = await verdictOf(binary);
  if (!verdict.suitable) throw new Error(verdict.why);
  return binary;
}

async function verdictOf(binary: string): Promise<Verdict> {
  try {
    return judgeVersion((await run(binary, ['--version'], { timeoutMs: 10_000 })).trim());
  } catch (error) {
    return { suitable: false, version: 'unknown', why: reasonOf(error) };
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const advice = `Get nats-server ${natsVersion} from https://nats.io/download and set NATS_SERVER_BIN to its path.`;
