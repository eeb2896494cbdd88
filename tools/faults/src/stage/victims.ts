import { type Processes } from '@kochava-stream/all-in-one';

export const victimNames = [
  'ingest',
  'transformer',
  'identity-linker',
  'kochava-dispatcher',
  'config',
  'nats-server',
  'postgres',
] as const;
export type VictimName = (typeof victimNames)[number];

/** A process that faults are done to. */
export interface Victim {
  readonly name: VictimName;
  /** Resolves when it has ended, after SIGKILL. */
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** Starts it again; resolves when it is ready. */
  start(): Promise<void>;
}

/** The process that a name stands for. */
export function victimOf(processes: Processes, name: VictimName): Victim {
  if (name === 'nats-server' || name === 'postgres') {
    const server = name === 'postgres' ? processes.servers.postgres : processes.servers.nats;
    return { name, signal: (signal) => server.kill(signal), start: () => server.restart() };
  }
  return serviceVictim(processes.services[name]);
}

/** A further process of a service. */
export function serviceVictim(service: Processes['services'][keyof Processes['services']]): Victim {
  return { name: service.name, signal: (signal) => service.kill(signal), start: () => service.start() };
}
