import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { reasonOf, silent, type Log } from '../log.ts';
import { run } from '../process/run.ts';
import { cacheDirs, cachedBinary, installInto, writableCache } from './cache.ts';
import { ProgramNotFound, type Program, type Route, type Verdict } from './program.ts';

export interface FindOptions {
  log?: Log;
  env?: NodeJS.ProcessEnv;
  caches?: readonly string[];
  routes?: readonly Route[];
}

/**
 * A program that is suitable: its variable, PATH, our cache, else installed into the cache by the first of its routes
 * that works. Every step says in a line what it does or why it is passed over.
 * @returns the path of the binary
 * @throws ProgramNotFound
 */
export async function findProgram(program: Program, options: FindOptions = {}): Promise<string> {
  const { log = silent, env = process.env } = options;
  const named = env[program.variable];
  if (named !== undefined && named !== '') return chosen(program, named, log);
  const caches = options.caches ?? cacheDirs(env);
  const found = (await onPath(program, env, log)) ?? (await inCache(program, caches, log));
  return found ?? install(program, caches, { ways: options.routes ?? program.routes, log });
}

/** What the variable names is what is meant: nothing else is tried behind its back. */
async function chosen(program: Program, binary: string, log: Log): Promise<string> {
  const verdict = await verdictOf(program, binary);
  if (!verdict.suitable) {
    throw new ProgramNotFound(`${program.variable}=${binary} cannot be used: ${verdict.why}. ${program.advice}`);
  }
  log(`${program.name} ${verdict.version}: ${binary} (${program.variable})`);
  return binary;
}

async function onPath(program: Program, env: NodeJS.ProcessEnv, log: Log): Promise<string | undefined> {
  const { name } = program;
  const binaries = (env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((dir) => join(dir, name));
  for (const binary of binaries.filter(isExecutable)) {
    const verdict = await verdictOf(program, binary);
    if (verdict.suitable) {
      log(`${name} ${verdict.version}: ${binary} (PATH)`);
      return binary;
    }
    log(`${name} on the PATH is refused (${binary}): ${verdict.why}; looking for a newer one`);
  }
  return undefined;
}

async function inCache(program: Program, caches: readonly string[], log: Log): Promise<string | undefined> {
  const binaries = caches.map((cache) => cachedBinary(program, cache));
  for (const binary of binaries.filter((file) => existsSync(file))) {
    const verdict = await verdictOf(program, binary);
    if (verdict.suitable) {
      log(`${program.name} ${verdict.version}: ${binary} (installed before)`);
      return binary;
    }
    log(`the installed ${program.name} is refused (${binary}): ${verdict.why}`);
  }
  return undefined;
}

async function install(
  program: Program,
  caches: readonly string[],
  { ways, log }: { ways: readonly Route[]; log: Log },
): Promise<string> {
  const cache = writableCache(caches);
  const failures: string[] = [];
  for (const { name, install: build } of ways) {
    log(`${program.name}: trying ${name}`);
    try {
      const binary = await installInto(program, cache, {
        log,
        build: async (scratch) => checked(program, await build(scratch)),
        isGood: async (installed) => (await verdictOf(program, installed)).suitable,
      });
      log(`${program.name}: installed as ${binary}`);
      return binary;
    } catch (error) {
      failures.push(`${name}: ${reasonOf(error)}`);
      log(`${program.name}: ${name} did not work: ${reasonOf(error)}`);
    }
  }
  throw new ProgramNotFound([`no ${program.name} could be installed.`, ...failures, program.advice].join('\n  '));
}

async function checked(program: Program, binary: string): Promise<string> {
  const verdict = await verdictOf(program, binary);
  if (!verdict.suitable) throw new Error(verdict.why);
  return binary;
}

/** A program without one of its companions is refused too. */
async function verdictOf(program: Program, binary: string): Promise<Verdict> {
  try {
    const verdict = program.judge((await run(binary, program.ask, { timeoutMs: 10_000 })).trim());
    const missing = (program.companions ?? []).find((name) => !existsSync(join(binary, '..', name)));
    if (!verdict.suitable || missing === undefined) return verdict;
    return { suitable: false, version: verdict.version, why: `there is no ${missing} beside it` };
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
