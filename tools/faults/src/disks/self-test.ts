import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyAll, type Disk } from './disk.ts';

/** The disks keep what they must lose, or lose what they must keep: nothing could be proved with them. */
export class WrongDisk extends Error {
  override readonly name = 'WrongDisk';
}

const text = 'kept?'.repeat(1_000);

/** Does a power loss lose what was written and not synced, and nothing else? Tried with two files. @throws WrongDisk */
export async function tryDisk(disk: Disk): Promise<void> {
  const [synced, unsynced] = [join(disk.folder, 'synced'), join(disk.folder, 'unsynced')];
  await write(unsynced, false);
  await write(synced, true);
  await copyAll([disk]);
  await disk.becomeCopy();
  if ((await content(synced)) !== text) throw new WrongDisk('what was synced is not there after a power loss');
  if ((await content(unsynced)) === text) throw new WrongDisk('what was never synced is there after a power loss');
  await rm(synced);
  await rm(unsynced, { force: true });
}

async function write(path: string, sync: boolean): Promise<void> {
  const file = await open(path, 'w');
  await file.writeFile(text);
  if (sync) await file.sync();
  await file.close();
}

async function content(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}
