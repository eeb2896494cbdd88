import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Processes that get no more than a share of a core each, by the kernel's scheduler, until they are let go. */
export interface CpuShare {
  /** % of a core. */
  readonly percent: number;
  /** From now on, together with its threads. */
  limit(pid: number): void;
  /** To be called when they have ended or may have all there is. */
  end(): void;
}

/** The kernel's groups cannot be made here. */
export class CpuLimitsUnavailable extends Error {
  override readonly name = 'CpuLimitsUnavailable';
  constructor(cause: unknown) {
    super('limiting CPU time needs root and a writable /sys/fs/cgroup (version 1 with the cpu controller, or 2)', {
      cause,
    });
  }
}

const root = '/sys/fs/cgroup';
/** The usual one of containers. */
const periodMicros = 100_000;

/** @throws CpuLimitsUnavailable */
export function cpuShare(percent: number): CpuShare {
  const version1 = existsSync(join(root, 'cpu'));
  const parent = version1 ? join(root, 'cpu') : root;
  const quota = (periodMicros * percent) / 100;
  const groups: string[] = [];
  return {
    percent,
    limit: (pid) => {
      const group = join(parent, `kochava-stream-${pid}`);
      try {
        if (!version1) writeFileSync(join(root, 'cgroup.subtree_control'), '+cpu');
        mkdirSync(group);
        groups.push(group);
        if (version1) {
          writeFileSync(join(group, 'cpu.cfs_period_us'), String(periodMicros));
          writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quota));
        } else {
          writeFileSync(join(group, 'cpu.max'), `${quota} ${periodMicros}`);
        }
        writeFileSync(join(group, 'cgroup.procs'), String(pid));
      } catch (cause) {
        throw new CpuLimitsUnavailable(cause);
      }
    },
    end: () => {
      for (const group of groups.splice(0)) rmdirSync(group);
    },
  };
}
