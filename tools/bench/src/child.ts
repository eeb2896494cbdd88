import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { supervise, type Supervised } from '@kochava-stream/servers';
import { type Load } from './load-plan.ts';
import { type Summary } from './latencies.ts';

/** A part of the benchmark that runs as a process of its own, so that its CPU time can be told apart. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a compiled file of this folder; it cannot outlive this process. */
export async function startChild(
  name: string,
  file: string,
  env: Record<string, string>,
  logFile: string,
): Promise<Child> {
  const child: Supervised = await supervise({
    command: [process.execPath, script(file)],
    logFile,
    stopSignal: 'TERM',
    graceMs: 5_000,
    env: { PATH: process.env['PATH'], ...env },
  });
  return {
    name,
    pid: child.pid,
    stop: async () => {
      if (child.running()) process.kill(child.pid, 'SIGTERM');
      await child.ended();
    },
  };
}

/** What the load generator measured; times in ms since the epoch. */
export interface Loaded {
  readonly began: number;
  readonly ended: number;
  readonly accept: Summary;
  readonly refused: number;
}

/** Runs the load generator to its end. */
export async function runLoad(load: Load): Promise<Loaded> {
  const { stdout } = await promisify(execFile)(process.execPath, [script('load.js'), JSON.stringify(load)], {
    maxBuffer: 1 << 20,
  });
  return JSON.parse(stdout) as Loaded;
}

function script(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
