import { type Claim } from './checks/track.ts';

/**
 * What the far end knows of devices: for each app and identifier, when the first success answer that named it ended.
 * Bounded: the identifiers known longest are forgotten first, and counted.
 */
export class Devices {
  private readonly firstAnswered = new Map<string, number>();
  forgotten = 0;

  constructor(private readonly max: number) {}

  get size(): number {
    return this.firstAnswered.size;
  }

  /** A success answer that named this device ended at `endedAt` (ms). */
  learn(app: string, { kochavaDeviceId, ids }: Claim, endedAt: number): void {
    if (kochavaDeviceId !== undefined) this.note(keyOf(app, 'kochava_device_id', kochavaDeviceId), endedAt);
    for (const kind of Object.keys(ids)) this.note(keyOf(app, kind, ids[kind]), endedAt);
  }

  /** Whether a success answer for one of these identifiers had ended when something started at `startedAt` (ms). */
  knew(app: string, { ids }: Claim, startedAt: number): boolean {
    return Object.keys(ids).some(
      (kind) => (this.firstAnswered.get(keyOf(app, kind, ids[kind])) ?? Infinity) <= startedAt,
    );
  }

  /** Every identifier of an app. */
  list(app: string): { kind: string; id: string; firstAnsweredAt: number }[] {
    const mine = keyOf(app, '', '').slice(0, -1);
    return [...this.firstAnswered]
      .filter(([key]) => key.startsWith(mine))
      .map(([key, firstAnsweredAt]) => {
        const [, kind = '', id = ''] = key.split('\0');
        return { kind, id, firstAnsweredAt };
      });
  }

  clear(): void {
    this.firstAnswered.clear();
    this.forgotten = 0;
  }

  private note(key: string, endedAt: number): void {
    if (this.firstAnswered.has(key)) return;
    this.firstAnswered.set(key, endedAt);
    if (this.firstAnswered.size <= this.max) return;
    const [oldest] = this.firstAnswered.keys();
    if (oldest !== undefined) this.firstAnswered.delete(oldest);
    this.forgotten += 1;
  }
}

function keyOf(app: string, kind: string, id: unknown): string {
  return `${app}\0${kind}\0${String(id)}`;
}
