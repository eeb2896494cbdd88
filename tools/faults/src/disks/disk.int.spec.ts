import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './command.ts';
import { copyAll } from './disk.ts';
import { makeDisks, type Disks } from './disks.ts';
import { noDisks } from './missing.ts';
import { tryDisk, WrongDisk } from './self-test.ts';

const why = noDisks();
const onDisks = why === undefined ? describe : describe.skip;

onDisks(`a disk whose power fails${why === undefined ? '' : `: ${why}`}`, () => {
  let dir: string;
  let disks: Disks;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'disk-spec-'));
    disks = await makeDisks(dir, ['one', 'two']);
  });
  afterEach(async () => {
    await disks.close();
    await rm(dir, { recursive: true });
  });

  it('keeps what was synced, and nothing else', async () => {
    for (const disk of disks.all) await tryDisk(disk);
  });

  it('would be noticed if it kept everything', async () => {
    const disk = disks.disk('one');
    let synced: Promise<string> | undefined;
    const keeping = Object.assign(Object.create(disk) as typeof disk, {
      folder: disk.folder,
      copyOnce: () => disk.copyOnce(),
      becomeCopy: () => disk.becomeCopy(),
      writes: async () => {
        await (synced ??= command('sync', '--file-system', disk.folder));
        return await disk.writes();
      },
    });
    await expect(tryDisk(keeping)).rejects.toThrow(WrongDisk);
  });

  it('is copied at the same moment as the others', async () => {
    await writeFile(join(dir, 'one', 'a'), 'a');
    await command('sync', '--file-system', join(dir, 'one'));
    await copyAll(disks.all);
    for (const disk of disks.all) await disk.becomeCopy();
    expect(await command('cat', join(dir, 'one', 'a'))).toBe('a');
  });
});
