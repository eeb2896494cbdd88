import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program to its end. @returns what it wrote @throws an error with the last line of what it complained of */
export async function command(program: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { encoding: 'utf8', timeout: 60_000 });
    return stdout.trim();
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { stderr?: string };
    throw new Error(`${program} ${args.join(' ')}: ${stderr.trim().split('\n').at(-1) || message}`, { cause });
  }
}
