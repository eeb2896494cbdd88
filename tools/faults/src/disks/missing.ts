import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let answer: { readonly why: string | undefined } | undefined;

/** Why no disks can be had here (undefined = they can): found out once, by making one. */
export function noDisks(): string | undefined {
  return (answer ??= { why: tried() }).why;
}

function tried(): string | undefined {
  if (process.platform !== 'linux') return 'file systems in image files are mounted, which is done on Linux only';
  if (process.getuid?.() !== 0) return 'file systems in image files are mounted, for which one must be root';
  const home = mkdtempSync(join(tmpdir(), 'kochava-stream-disk-'));
  const image = join(home, 'image');
  try {
    writeFileSync(image, '');
    truncateSync(image, 8 * 1024 * 1024);
    done('mkfs.ext4', '-q', '-F', image);
    done('mount', '-t', 'ext4', '-o', 'loop', image, home);
    done('umount', home);
    return undefined;
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    const said = stderr?.trim().split('\n').at(-1) || message;
    return `no file system in an image file can be mounted: ${code === 'ENOENT' ? 'mkfs.ext4, mount or umount is not installed' : said}`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function done(program: string, ...args: string[]): void {
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], timeout: 20_000 });
}
