import { join } from 'node:path';
import { ConfigClient, startProcesses, type Processes } from '@kochava-stream/all-in-one';
import { startKochavaSandbox, type KochavaSandbox } from './sandbox.ts';

/** Everything that runs: the system as separate processes, and Kochava's stand-in. */
export interface Stage {
  readonly processes: Processes;
  readonly config: ConfigClient;
  readonly sandbox: KochavaSandbox;
  close(): Promise<void>;
}

export async function openStage(dataDir: string, log: (line: string) => void): Promise<Stage> {
  const sandbox = await startKochavaSandbox(join(dataDir, 'kochava-sandbox.log'));
  try {
    const processes = await startProcesses({ dataDir, kochavaUrl: sandbox.url, logLevel: 'info', log });
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
