import { readdirSync, readFileSync } from 'node:fs';
import { type Processes } from '@kochava-stream/all-in-one';
import { victimNames, victimOf, type VictimName } from '../stage/victims.ts';

/** A process of the installation, with those that it has started. */
export interface Part {
  readonly name: VictimName;
  pid(): number;
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

export function partsOf(processes: Processes): Part[] {
  return victimNames.map((name) => {
    const victim = victimOf(processes, name);
    const pid = (): number => {
      if (name === 'postgres') return processes.servers.postgres.pid;
      return name === 'nats-server' ? processes.servers.nats.pid : processes.services[name].pid;
    };
    return { name, pid, kill: () => victim.signal('SIGKILL'), start: () => victim.start() };
  });
}

/** Nobody runs any more. They are frozen until `end`: nothing that they have not said by now is said. */
export interface Frozen {
  end(): Promise<void>;
}

/** Freezes everybody, Postgres with its children. */
export function freeze(parts: readonly Part[]): Frozen {
  const pids = parts.map((part) => part.pid());
  // Who has children first: it makes no more.
  for (const pid of pids) send(pid, 'SIGSTOP');
  const children = childrenOf(new Set(pids));
  for (const pid of children) send(pid, 'SIGSTOP');
  return {
    end: async () => {
      for (const pid of children) send(pid, 'SIGKILL');
      await Promise.all(parts.map((part) => part.kill()));
    },
  };
}

function childrenOf(parents: ReadonlySet<number>): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parents.has(parentOf(pid)));
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
