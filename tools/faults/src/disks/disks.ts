import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Disk } from './disk.ts';

/** Waits until our process has ended, however it did, and leaves nothing mounted. */
const leavingNothing = `while read -r line; do :; done
trap '' TERM
for folder in "$1"/*.disk; do umount -l "$folder"; done
rm -rf -- "$1"`;

/** Disks of their own for those who store something, found in a data folder under their names. */
export interface Disks {
  readonly all: readonly Disk[];
  disk(name: string): Disk;
  close(): Promise<void>;
}

/** `dataDir/<name>` becomes a link to the disk of that name. */
export async function makeDisks(dataDir: string, names: readonly string[]): Promise<Disks> {
  const home = await mkdtemp(join(tmpdir(), 'kochava-stream-disks-'));
  const leaver = spawn('/bin/sh', ['-c', leavingNothing, 'kochava-stream-disks', home], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  leaver.unref();
  const disks = new Map<string, Disk>();
  const close = async (): Promise<void> => {
    for (const disk of disks.values()) await disk.unmount().catch(() => undefined);
    leaver.stdin.end();
  };
  try {
    for (const name of names) {
      const folder = join(home, `${name}.disk`);
      await mkdir(folder);
      disks.set(name, await Disk.make(join(home, `${name}.img`), folder));
      await symlink(folder, join(dataDir, name));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { all: [...disks.values()], disk: (name) => found(disks, name), close };
}

function found(disks: ReadonlyMap<string, Disk>, name: string): Disk {
  const disk = disks.get(name);
  if (disk === undefined) throw new Error(`there is no disk ${name}`);
  return disk;
}
