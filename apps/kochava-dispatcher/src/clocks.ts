import { type Ending } from './lane/delivery.ts';

/**
 * Two clocks, ms since the epoch. `steady` never goes back or jumps: waits and pauses are measured with it, or a machine's
 * clock that is set would keep a sync shut for hours, or let everything go at once. `wall` is the machine's, for what others read.
 */
export interface Clocks {
  readonly wall: () => number;
  readonly steady: () => number;
}

export const systemClocks: Clocks = {
  wall: () => Date.now(),
  steady: () => performance.timeOrigin + performance.now(),
};

/** A moment of the steady clock as the others write it. */
export function toWall({ wall, steady }: Clocks, ms: number): number {
  return Math.round(ms + wall() - steady());
}

/** A moment that was read, by the steady clock. */
export function toSteady({ wall, steady }: Clocks, ms: number): number {
  return ms + steady() - wall();
}

/** An ending with its times as the others read them. */
export function endingByWall(clocks: Clocks, ending: Ending): Ending {
  const at = toWall(clocks, ending.at);
  if (ending.outcome !== 'retry') return { ...ending, at };
  const [dueAt, firstAttemptAt] = [toWall(clocks, ending.dueAt), toWall(clocks, ending.firstAttemptAt)];
  return { ...ending, at, dueAt, firstAttemptAt };
}
