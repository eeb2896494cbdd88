import { type Database } from '@kochava-stream/persistence';
import { heldDevices } from './tables.ts';

/** Follows the devices that hold links through a replacement. */
export class Held {
  #before: ReadonlySet<string> = new Set();

  constructor(
    private readonly linker: Database,
    private readonly sync: string,
  ) {}

  async look(): Promise<void> {
    this.#before = await heldDevices(this.linker, this.sync);
  }

  /** Of the devices that held links at the last look: how many there were, and how many have been released since. */
  async released(): Promise<{ held: number; released: number }> {
    const now = await heldDevices(this.linker, this.sync);
    const left = [...this.#before].filter((device) => !now.has(device));
    return { held: this.#before.size, released: left.length };
  }
}
