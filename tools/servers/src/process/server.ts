import { readFile } from 'node:fs/promises';
import { reasonOf } from '../log.ts';
import { type Claim } from './claim.ts';
import { type Supervised } from './supervise.ts';
import { kept } from './wait.ts';

/** The server ended while it was starting, or did not get ready in time. The message ends with its last log lines. */
export class ServerFailed extends Error {
  override readonly name = 'ServerFailed';
}

/** A server of ours that runs. Whatever happens to this process, the server ends with it. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  /** The server's own process id; another one after `restart`. */
  readonly pid: number;
  running(): boolean;
  /** Sends a signal (SIGKILL unless said otherwise) and, unless it is one that cannot end it, waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it if it runs, starts it again on the same ports and data, waits until it is ready. */
  restart(): Promise<void>;
  /** Stops it in order and gives the folder back. May be called twice. */
  stop(): Promise<void>;
}

export interface ServerRecipe {
  what: string;
  url: string;
  port: number;
  dir: string;
  logFile: string;
  claim: Claim;
  stopSignal: 'SIGTERM' | 'SIGINT';
  /** After this the stop signal is followed by SIGKILL. */
  graceMs: number;
  launch: () => Promise<Supervised>;
  /** What the log says when a start fails for a reason that passes by itself: it is tried again for a minute. */
  passing?: RegExp;
  /** Resolves when the server answers; asks again and again, and gives up when `alive` says no. */
  ready: (alive: () => boolean) => Promise<void>;
}

const harmless: readonly NodeJS.Signals[] = ['SIGSTOP', 'SIGCONT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** Starts what the recipe says and waits until it is ready. @throws ServerFailed */
export async function startServer(recipe: ServerRecipe): Promise<RunningServer> {
  let current = await launched(recipe);
  const stopIt = async (): Promise<void> => {
    if (!current.running()) return;
    send(current, 'SIGCONT');
    send(current, recipe.stopSignal);
    const late = setTimeout(() => send(current, 'SIGKILL'), recipe.graceMs);
    await current.exited;
    clearTimeout(late);
  };
  return {
    url: recipe.url,
    port: recipe.port,
    dir: recipe.dir,
    get pid() {
      return current.pid;
    },
    running: () => current.running(),
    kill: async (signal = 'SIGKILL') => {
      send(current, signal);
      if (!harmless.includes(signal)) await kept(current.exited);
    },
    restart: async () => {
      await kept(stopIt());
      current = await launched(recipe);
    },
    stop: async () => {
      await kept(stopIt());
      await recipe.claim.release();
    },
  };
}

async function launched(recipe: ServerRecipe): Promise<Supervised> {
  for (const end = Date.now() + 60_000; ;) {
    try {
      return await kept(attempted(recipe));
    } catch (error) {
      const passes = error instanceof ServerFailed && recipe.passing?.test(error.message) === true;
      if (!passes || Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function attempted(recipe: ServerRecipe): Promise<Supervised> {
  const server = await recipe.launch();
  await recipe.claim.record(server.pid);
  try {
    await recipe.ready(server.running);
    return server;
  } catch (cause) {
    send(server, 'SIGKILL');
    await server.exited;
    const why = `${reasonOf(cause)}\n  ${await lastLines(recipe.logFile)}`;
    throw new ServerFailed(`${recipe.what} did not start: ${why}`, { cause });
  }
}

function send(server: Supervised, signal: NodeJS.Signals): void {
  if (!server.running()) return;
  try {
    process.kill(server.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-6).join('\n  ');
}
