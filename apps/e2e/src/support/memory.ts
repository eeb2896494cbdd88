import { readFileSync } from 'node:fs';

const everyMs = 50;

/** Bytes of a process that are in memory now. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no memory`);
  return Number(kilobytes) * 1024;
}

/** The most that a process had in memory while it was watched. */
export class MemoryWatch {
  #peak: number;
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.#peak = residentBytes(pid);
    this.#timer = setInterval(this.#look, everyMs);
  }

  /** Bytes. */
  get peak(): number {
    return this.#peak;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#look();
  }

  readonly #look = (): void => {
    this.#peak = Math.max(this.#peak, residentBytes(this.pid));
  };
}
