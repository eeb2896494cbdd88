import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process/run.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

export interface DebianPackage {
  package: string;
  /** `own`: the release that this machine runs, whose libraries are here; else the one named. */
  suite: string;
}

/**
 * Takes Debian's package from the mirror this machine already uses and unpacks it, without installing
 * anything: apt's state lies in `scratch`, apt checks the signature and the digest.
 * @returns the binary that is named as the package is
 */
export async function installFromDebian(scratch: string, wanted: DebianPackage): Promise<string> {
  if (!existsSync(keyring)) throw new Error('this is not a Debian system (no archive keyring)');
  const suite = wanted.suite === 'own' ? await ownSuite('/etc/os-release') : wanted.suite;
  const options = await privateApt(scratch, `${await configuredMirror('/etc/apt')} ${suite}`);
  await run('apt-get', [...options, 'update'], { timeoutMs: 180_000 });
  await run('apt-get', [...options, 'download', wanted.package], { timeoutMs: 120_000, cwd: scratch });
  const deb = (await readdir(scratch)).find((file) => file.endsWith('.deb'));
  if (deb === undefined) throw new Error('apt-get downloaded nothing');
  const unpacked = join(scratch, 'unpacked');
  await run('dpkg', ['-x', join(scratch, deb), unpacked], { timeoutMs: 60_000 });
  const binary = ['usr/sbin', 'usr/bin'].map((dir) => join(unpacked, dir, wanted.package)).find(existsSync);
  if (binary === undefined) throw new Error(`${deb} holds no ${wanted.package}`);
  return binary;
}

async function privateApt(scratch: string, source: string): Promise<string[]> {
  const list = join(scratch, 'sources.list');
  await writeFile(list, `deb [signed-by=${keyring}] ${source} main\n`);
  const state = join(scratch, 'state');
  const cache = join(scratch, 'cache');
  await mkdir(join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  const settings = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '-',
    'Dir::State': state,
    'Dir::State::status': '/dev/null',
    'Dir::Cache': cache,
    // apt's own user could not write into a folder of ours.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'Acquire::Retries': '1',
  };
  return ['-q', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}

/** The code name of the Debian that this machine runs. */
export async function ownSuite(osRelease: string): Promise<string> {
  const text = await readFile(osRelease, 'utf8').catch(() => '');
  const name = /^VERSION_CODENAME=(\w+)$/m.exec(text)?.[1];
  if (name === undefined || !/^ID=debian$/m.test(text)) throw new Error('this is not a release of Debian');
  return name;
}

/** The first Debian mirror of the machine's sources, in either of apt's two formats. */
export async function configuredMirror(aptDir: string): Promise<string> {
  const parts = join(aptDir, 'sources.list.d');
  const files = [join(aptDir, 'sources.list'), ...(await listed(parts)).map((file) => join(parts, file))];
  for (const file of files) {
    const mirror = mirrorOf(await readFile(file, 'utf8').catch(() => ''));
    if (mirror !== undefined) return mirror;
  }
  throw new Error('no Debian mirror is configured');
}

function mirrorOf(sources: string): string | undefined {
  const uris = sources
    .split('\n')
    .map((line) => /^\s*(?:deb\s+(?:\[[^\]]*\]\s*)?|URIs:\s*)(\S+)/.exec(line)?.[1])
    .filter((uri) => uri !== undefined);
  return uris.find((uri) => /^[a-z+]+:\/\/.*\/debian\/?$/.test(uri));
}

async function listed(dir: string): Promise<string[]> {
  return (await readdir(dir).catch(() => [])).filter((file) => /\.(list|sources)$/.test(file)).sort();
}
