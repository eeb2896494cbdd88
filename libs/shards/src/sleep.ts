/** Lets one side sleep until another has something for it; a call that comes before the sleep is not lost. */
export class Sleeper {
  #called = false;
  #rouse: (() => void) | undefined;

  readonly wake = (): void => {
    this.#called = true;
    this.#rouse?.();
  };

  /** @returns false when the time was up without a call */
  async sleep(ms: number): Promise<boolean> {
    if (!this.#called) await this.#wait(ms);
    const called = this.#called;
    this.#called = false;
    return called;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(() => this.#rouse?.(), Math.max(0, ms)) : undefined;
      this.#rouse = () => {
        clearTimeout(timer);
        this.#rouse = undefined;
        resolve();
      };
    });
  }
}
