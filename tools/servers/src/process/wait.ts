/** Asks every 25 ms until the answer is true, `alive` says no, or the time is over. @throws Error */
export async function until(
  what: string,
  options: { alive: () => boolean; timeoutMs: number },
  ask: () => Promise<boolean>,
): Promise<void> {
  const end = Date.now() + options.timeoutMs;
  while (!(await ask())) {
    if (!options.alive()) throw new Error(`${what}: it ended while starting`);
    if (Date.now() > end) throw new Error(`${what}: not ready after ${options.timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The supervisor's handles let the process end; a promise that is waited for must not. */
export async function kept<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 1000);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}
