import { readFile, rename, rm, statfs, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.ts';

/** An ext4 file system in an image file. What programs write and never sync stays in ext4's cache and out of the image. */
export class Disk {
  #device = '';

  private constructor(
    private readonly image: string,
    /** Where it is mounted. */
    readonly folder: string,
  ) {}

  /** Makes it, empty, and mounts it. The image takes the room of what is in it only. */
  static async make(image: string, folder: string): Promise<Disk> {
    await writeFile(image, '');
    // Streams reserve their largest size when they are made.
    await truncate(image, 16 * 1024 ** 3);
    await command('mkfs.ext4', '-q', '-F', '-m', '0', '-N', '8192', '-J', 'size=32', image);
    const disk = new Disk(image, folder);
    await disk.#mount();
    return disk;
  }

  /** Replaces the image by the copy, as after a power loss: ext4 replays its journal when it is mounted. */
  async becomeCopy(): Promise<void> {
    await this.unmount();
    await rename(`${this.image}.copy`, this.image);
    await this.#mount();
  }

  /** What was written to the device until now, by the kernel's count; undefined while something is on its way. */
  async writes(): Promise<string | undefined> {
    const counts = (await readFile(`/sys/block/${this.#device}/stat`, 'utf8')).trim().split(/\s+/);
    const [written, underWay, discarded, flushed] = [counts[4], counts[8], counts[11], counts[15]];
    return underWay === '0' ? [written, discarded, flushed].join(' ') : undefined;
  }

  /** Of the image, as it is on its way through. `copyAll` knows whether it is of one moment. */
  async copyOnce(): Promise<void> {
    await command('cp', '--sparse=always', this.image, `${this.image}.copy`);
  }

  /** Not a byte can be written any more, until it is freed. */
  async fill(): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    const [most, rest] = this.#fillers();
    // What can be had at once, then what is left.
    await command('fallocate', '-l', String(Math.max(bsize, bavail * bsize - 16 * 1024 ** 2)), most);
    await command('dd', 'if=/dev/zero', 'bs=4k', 'conv=fsync', `of=${rest}`).catch(() => undefined);
  }

  async free(): Promise<void> {
    for (const file of this.#fillers()) await rm(file, { force: true });
  }

  #fillers(): [string, string] {
    return [join(this.folder, 'filler-1'), join(this.folder, 'filler-2')];
  }

  async unmount(): Promise<void> {
    // Whoever was killed may take a moment to be gone.
    for (const end = Date.now() + 10_000; ;) {
      try {
        await command('umount', this.folder);
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async #mount(): Promise<void> {
    const device = await command('losetup', '--find', '--show', this.image);
    try {
      await command('mount', '-t', 'ext4', device, this.folder);
    } finally {
      // It goes when it is unmounted.
      await command('losetup', '--detach', device);
    }
    this.#device = device.replace('/dev/', '');
  }
}

/** The copies could not be made while nothing was written. */
export class NeverStill extends Error {
  override readonly name = 'NeverStill';
}

/**
 * Copies all images as they are at one moment: nothing was written to any of them between the first byte read and the last.
 * Whoever writes must stand still; what the kernel writes by itself meanwhile makes it begin again.
 */
export async function copyAll(disks: readonly Disk[]): Promise<void> {
  const written = () => Promise.all(disks.map((disk) => disk.writes()));
  for (let tries = 0; tries < 50; tries += 1) {
    const before = await written();
    await Promise.all(disks.map((disk) => disk.copyOnce()));
    const after = await written();
    if (before.every((count, index) => count !== undefined && count === after[index])) return;
  }
  throw new NeverStill('the kernel went on writing to the disks, though everybody stood still');
}
