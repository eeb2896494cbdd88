import { spawn } from 'node:child_process';

/** A program ended with another code than 0. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
}

export interface Program {
  readonly command: readonly string[];
  readonly cwd: string;
  /** Instead of this process's variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. @returns what it wrote to standard output @throws ProgramFailed with all it wrote */
export async function runProgram({ command, cwd, env }: Program): Promise<string> {
  const [file = '', ...args] = command;
  const variables = env === undefined ? process.env : { PATH: process.env['PATH'], ...env };
  const child = spawn(file, args, { cwd, env: variables, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', (error) => reject(new ProgramFailed(`${file}: ${error.message}`, { cause: error })));
    child.once('close', (code, signal) => {
      const all = `${output}${errors}`.trim();
      if (code === 0) resolve(output);
      else reject(new ProgramFailed(`${command.join(' ')} ended with ${code ?? signal}:\n${all}`));
    });
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return await ended;
}
