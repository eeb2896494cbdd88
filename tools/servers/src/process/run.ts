import { execFile } from 'node:child_process';

interface RunOptions {
  timeoutMs: number;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

/** Runs a command to its end. Rejects with the last line it wrote. @returns what it wrote to standard output */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const settings = { timeout: options.timeoutMs, env: options.env, cwd: options.cwd, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(command, [...args], { ...settings, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(explain(command, options.timeoutMs, error, stderr), { cause: error }));
    });
  });
}

function explain(command: string, timeoutMs: number, error: Error & { killed?: boolean }, stderr: string): string {
  if (error.killed === true) return `${command} did not end within ${timeoutMs / 1000} s`;
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return `${command} is not installed`;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return last === '' ? `${command}: ${error.message}` : `${command}: ${last}`;
}
