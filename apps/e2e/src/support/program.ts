import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pause } from './pause.ts';

export const root = join(import.meta.dirname, '../../../..');

export interface ProgramOptions {
  readonly args?: readonly string[];
  /** All of its variables but PATH, HOME and what makes Node behave as it does here. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A program, run as a person runs it: from the root of the repository, its output kept. */
export class Program {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  stdout = '';
  stderr = '';

  /** @param command a compiled program's path from the root of the repository, or a command with its arguments */
  constructor(command: string | readonly string[], { args = [], env = {} }: ProgramOptions = {}) {
    const [name = '', ...given] = typeof command === 'string' ? [process.execPath, join(root, command)] : command;
    this.#child = spawn(name, [...given, ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child.stdout?.on('data', (bytes: Buffer) => (this.stdout += bytes.toString('utf8')));
    this.#child.stderr?.on('data', (bytes: Buffer) => (this.stderr += bytes.toString('utf8')));
    this.#exited = once(this.#child, 'close');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.stdout + this.stderr;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** As a terminal does when Ctrl-C is pressed: to the program and to those it has started. */
  ctrlC(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  /** Resolves when it has ended and said everything; null = a signal ended it. */
  async exit(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }

  /** Resolves with the first match in what it says. @throws when it ends, or too much time passes, without a match */
  async says(what: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    for (const end = Date.now() + timeoutMs; ; await pause(25)) {
      const ended = !this.running || Date.now() > end;
      const found = what.exec(this.output);
      if (found !== null) return found;
      if (ended) throw new Error(`waited for ${what}; it ${this.running ? 'says' : 'ended and said'}:\n${this.output}`);
    }
  }
}

/** Runs it to its end. */
export async function runProgram(
  command: string | readonly string[],
  options: ProgramOptions = {},
): Promise<{ code: number | null; output: string; stdout: string; stderr: string }> {
  const program = new Program(command, options);
  const code = await program.exit();
  const { stdout, stderr, output } = program;
  return { code, output, stdout, stderr };
}
