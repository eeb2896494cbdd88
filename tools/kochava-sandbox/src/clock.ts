/** Milliseconds since the epoch, finer than one, never going back. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
