/**
 * While a group is being stored the next one gathers: with a disk that syncs in no time it would be of two or three, and
 * what a message costs would be paid for each of them.
 */
export const gatherMs = 4;

/** Settles as the work does, but not before `ms` have passed. */
export async function atLeast(ms: number, work: Promise<void>): Promise<void> {
  const passed = new Promise<void>((resolve) => setTimeout(resolve, ms));
  await work;
  await passed;
}
