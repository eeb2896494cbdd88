import { openStage, type Stage } from '../stage/stage.ts';
import { command } from './command.ts';
import { makeDisks, type Disks } from './disks.ts';
import { tryDisk } from './self-test.ts';

export interface DiskStage {
  readonly open: typeof openStage;
  /** Of the stage that is open. */
  disks(): Disks;
}

/** The usual stage, where nats-server and Postgres store on a disk of their own each. */
export function diskStage(): DiskStage {
  let opened: Disks | undefined;
  return {
    open: async (dataDir, say): Promise<Stage> => {
      const disks = await makeDisks(dataDir, ['nats', 'postgres']);
      opened = disks;
      try {
        for (const disk of disks.all) await tryDisk(disk);
        say('disks: a power loss loses what was not synced, and keeps what was');
        const stage = await openStage(dataDir, say);
        // An installation as it is long after it was set up: its configuration files are on the disks.
        for (const { folder } of disks.all) await command('sync', '--file-system', folder);
        const close = async (): Promise<void> => {
          await stage.close();
          await disks.close();
        };
        return { ...stage, close };
      } catch (error) {
        await disks.close();
        throw error;
      }
    },
    disks: () => {
      if (opened === undefined) throw new Error('the stage is not open');
      return opened;
    },
  };
}
