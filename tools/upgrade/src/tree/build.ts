import { join } from 'node:path';
import { programs } from './copy.ts';
import { runProgram } from './run.ts';
import { type Tree } from './tree.ts';

/** Compiles the services and what they are made of. @throws ProgramFailed with the compiler's messages */
export async function build({ root }: Tree, options: { check: boolean }): Promise<void> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const flags = options.check ? [] : ['--noCheck'];
  await runProgram({ command: [process.execPath, tsc, '-b', ...flags, ...programs], cwd: root });
}

/** The tree as it was at a commit, installed and built. @throws ProgramFailed */
export async function buildRef(ref: string, of: Tree, root: string): Promise<Tree> {
  const git = (...args: string[]) => runProgram({ command: ['git', ...args], cwd: of.root });
  const commit = (await git('rev-parse', '--short', `${ref}^{commit}`)).trim();
  const archive = `${root}.tar`;
  await git('archive', '--format=tar', `--output=${archive}`, commit);
  await runProgram({ command: ['mkdir', '-p', root], cwd: of.root });
  await runProgram({ command: ['tar', '-xf', archive, '-C', root], cwd: of.root });
  await runProgram({ command: ['rm', archive], cwd: of.root });
  await runProgram({ command: ['npm', 'ci', '--no-audit', '--no-fund'], cwd: root });
  await build({ name: ref, root }, { check: false });
  return { name: ref === commit ? commit : `${ref} (${commit})`, root };
}
