/** Something did not happen in time. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** Waits until `holds`, looking every 50 ms. @throws TookTooLong naming what was waited for */
export async function until(what: string, holds: () => Promise<boolean>, limitMs = 30_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new TookTooLong(`waited ${limitMs / 1000} s until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
