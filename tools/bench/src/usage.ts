import { readFileSync, readdirSync } from 'node:fs';

/** Length of a clock tick in µs: USER_HZ is 100 on every Linux that Node runs on. */
const tickMicros = 10_000;

/** CPU time of a process and its children so far, in µs, from the operating system's own accounting. */
export function cpuMicros(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, each) => sum + ownMicros(each), 0);
}

/** The most memory that a process and its children ever held, in MB. */
export function peakMegabytes(pid: number): number {
  const kilobytes = [pid, ...childrenOf(pid)].map((each) => {
    const line = read(`/proc/${each}/status`).match(/VmHWM:\s+(\d+) kB/);
    return Number(line?.[1] ?? 0);
  });
  return Math.round(kilobytes.reduce((sum, each) => sum + each, 0) / 1024);
}

/** utime, stime and those of children that have ended: fields 14 to 17. */
function ownMicros(pid: number): number {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickMicros;
}

function childrenOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      parent: Number(
        read(`/proc/${name}/stat`)
          .replace(/^.*\) /, '')
          .split(' ')[1],
      ),
    }));
  const direct = parents.filter(({ parent }) => parent === pid).map((child) => child.pid);
  return direct.flatMap((child) => [child, ...childrenOf(child)]);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
