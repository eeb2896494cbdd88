import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A command of buildah failed; its output says why. */
export class BuildahFailed extends Error {
  override readonly name = 'BuildahFailed';
}

/** Something that this proof needs is not on this machine. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing';
}

const needed = ['buildah', 'debootstrap', 'apt-get', 'dpkg-deb', 'unshare', 'setpriv'];

/** @throws ToolMissing */
export function requireTools(): void {
  if (process.getuid?.() !== 0) throw new ToolMissing('run this as root: it mounts file systems');
  const missing = needed.filter((tool) => spawnSync('which', [tool]).status !== 0);
  if (missing.length === 0) return;
  throw new ToolMissing(`missing: ${missing.join(', ')}; on Debian 12: apt-get install buildah debootstrap util-linux`);
}

/** buildah with images and containers in a folder of their own. */
export class Buildah {
  readonly #options: readonly string[];

  constructor(dir: string, driver: string) {
    this.#options = ['--root', join(dir, 'storage'), '--runroot', join(dir, 'run'), '--storage-driver', driver];
  }

  /** The whole command line, for whoever starts it another way. */
  command(...args: string[]): string[] {
    return ['buildah', ...this.#options, ...args];
  }

  /** @returns what it wrote, trimmed. @throws BuildahFailed */
  async run(...args: string[]): Promise<string> {
    const [file = '', ...rest] = this.command(...args);
    return await new Promise((resolve, reject) => {
      execFile(file, rest, { maxBuffer: 256 * 1024 * 1024, encoding: 'utf8' }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout.trim());
        else
          reject(new BuildahFailed(`buildah ${args.join(' ')}\n${(stdout + stderr).slice(-6000)}`, { cause: error }));
      });
    });
  }

  async has(image: string): Promise<boolean> {
    return (await this.run('images', '--format', '{{.Name}}', '--noheading')).split('\n').includes(image);
  }
}
