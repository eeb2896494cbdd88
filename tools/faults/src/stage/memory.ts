import { readFileSync } from 'node:fs';
import { type Processes, type ServiceName } from '@kochava-stream/all-in-one';

/** Every service is to stay below it, at any backlog. */
export const goalMb = 300;

/** The most that a process ever had in memory, MB; undefined = it has ended. */
export function peakMb(pid: number): number | undefined {
  try {
    const kb = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? undefined : Math.round(Number(kb) / 1_024);
  } catch {
    return undefined;
  }
}

/** Of each service that runs. */
export function peaksOf({ services }: Processes): Partial<Record<ServiceName, number>> {
  const peaks = Object.values(services).map(({ name, pid }) => [name, peakMb(pid)] as const);
  return Object.fromEntries(peaks.filter(([, mb]) => mb !== undefined));
}

/** @param most MB */
export function tooMuch(peaks: Partial<Record<ServiceName, number>>, most: number): string[] {
  return Object.entries(peaks).flatMap(([name, mb]) =>
    mb > most ? [`${name} had ${mb} MB in memory, at most ${most} may be`] : [],
  );
}

export function peaksText(peaks: Partial<Record<ServiceName, number>>): string {
  return Object.entries(peaks)
    .map(([name, mb]) => `${name} ${mb} MB`)
    .join(', ');
}
