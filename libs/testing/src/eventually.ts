export interface EventuallyOptions {
  /** Default 10 s. */
  timeoutMs?: number;
  /** Default 25 ms. */
  everyMs?: number;
}

/**
 * Tries the assertion again and again until it holds.
 * @returns what it returned @throws its last error when the time is over
 */
export async function eventually<T>(assertion: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const { timeoutMs = 10_000, everyMs = 25 } = options;
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
