import { basename, join } from 'node:path';
import { run } from '../process/run.ts';

// Without cgo the result runs on any Linux of this processor.
const environment = () => ({ ...process.env, CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false' });

/** Builds the tagged source with the machine's Go; Go checks the module against its checksum database. */
export async function installWithGo(scratch: string, module: string): Promise<string> {
  await run('go', ['version'], { timeoutMs: 10_000 });
  const env = { ...environment(), GOBIN: scratch };
  await run('go', ['install', module], { env, timeoutMs: 600_000 });
  return join(scratch, basename(module.replace(/\/v\d+@.*$|@.*$/, '')));
}

/** A program inside a module that `go install` refuses because the module's go.mod replaces others. */
export interface GoProgram {
  /** `module@version` */
  module: string;
  /** The folder of the program inside the module. */
  folder: string;
  ldflags: string;
}

/**
 * Builds it where its own go.mod and go.sum are in force: the module is checked against Go's checksum database, and all
 * that it needs against its go.sum.
 */
export async function buildWithGo(scratch: string, { module, folder, ldflags }: GoProgram): Promise<string> {
  const env = environment();
  // Outside of any module, so that none is changed.
  const said = await run('go', ['mod', 'download', '-json', module], { env, cwd: scratch, timeoutMs: 300_000 });
  const { Dir } = JSON.parse(said) as { Dir: string };
  const binary = join(scratch, basename(folder));
  const flags = ['-mod=readonly', `-ldflags=${ldflags}`, '-o', binary];
  await run('go', ['build', '-C', Dir, ...flags, `./${folder}`], { env, timeoutMs: 1_800_000 });
  return binary;
}
