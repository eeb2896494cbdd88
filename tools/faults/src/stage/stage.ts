import { join } from 'node:path';
import {
  ConfigClient,
  startProcesses,
  type Processes,
  type ProcessesOptions,
  type ServiceName,
} from '@kochava-stream/all-in-one';
import { startKochavaSandbox, type KochavaSandbox } from './sandbox.ts';

/** Everything that runs: the system as separate processes, and Kochava's stand-in. */
export interface Stage {
  readonly processes: Processes;
  readonly config: ConfigClient;
  readonly sandbox: KochavaSandbox;
  close(): Promise<void>;
}

/** What differs from the usual stage. */
export interface StageShape extends Pick<ProcessesOptions, 'nats'> {
  /** More environment variables for a service, by where everything is. */
  readonly extra?: (
    at: Processes['servers'] & { readonly kochavaUrl: string },
  ) => Promise<ServiceVariables> | ServiceVariables;
}

type ServiceVariables = Partial<Record<ServiceName, Record<string, string>>>;

export async function openStage(dataDir: string, log: (line: string) => void, shape: StageShape = {}): Promise<Stage> {
  const { nats, extra } = shape;
  const sandbox = await startKochavaSandbox(join(dataDir, 'kochava-sandbox.log'));
  try {
    const kochavaUrl = sandbox.url;
    const processes = await startProcesses({
      ...{ dataDir, kochavaUrl, logLevel: 'info', log, nats },
      extra: async (servers) => (await extra?.({ ...servers, kochavaUrl })) ?? {},
    });
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
