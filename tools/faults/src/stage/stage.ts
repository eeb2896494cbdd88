import { join } from 'node:path';
import { ConfigClient, startProcesses, type Processes, type ProcessesOptions } from '@kochava-stream/all-in-one';
import { startKochavaSandbox, type KochavaSandbox } from './sandbox.ts';

/** Everything that runs: the system as separate processes, and Kochava's stand-in. */
export interface Stage {
  readonly processes: Processes;
  readonly config: ConfigClient;
  readonly sandbox: KochavaSandbox;
  close(): Promise<void>;
}

/** What differs from the usual stage. */
export type StageShape = Pick<ProcessesOptions, 'nats' | 'extra'>;

export async function openStage(dataDir: string, log: (line: string) => void, shape: StageShape = {}): Promise<Stage> {
  const sandbox = await startKochavaSandbox(join(dataDir, 'kochava-sandbox.log'));
  try {
    const processes = await startProcesses({ dataDir, kochavaUrl: sandbox.url, logLevel: 'info', log, ...shape });
    return {
      processes,
      sandbox,
      config: new ConfigClient(processes.services.config.url, processes.adminToken),
      close: async () => {
        await processes.close();
        await sandbox.stop();
      },
    };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}
