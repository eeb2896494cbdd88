import { bounded, profileLimits, sizeOf } from './limits.ts';
import { noProperties, own, sameValue, type Properties } from './properties.ts';

/** Properties while they are being changed: copied at the first real change, held to the limits at every one. */
export class Draft {
  readonly #before: Properties;
  #now: Properties;
  #copied = false;

  constructor(before: Properties) {
    this.#before = before;
    this.#now = before;
  }

  get(name: string): unknown {
    return own(this.#now, name);
  }

  /** Null is no value: it takes the property away. What the limits refuse changes nothing. */
  set(name: string, value: unknown): void {
    if (value === null || value === undefined) return this.unset(name);
    const stored = bounded(value);
    if (stored === undefined || sameValue(this.get(name), stored)) return;
    if (!Object.hasOwn(this.#now, name) && !this.#hasRoomFor(name)) return;
    this.#writable()[name] = stored;
  }

  unset(name: string): void {
    if (Object.hasOwn(this.#now, name)) delete this.#writable()[name];
  }

  clear(): void {
    if (Object.keys(this.#now).length === 0) return;
    this.#now = noProperties;
    this.#copied = false;
  }

  /** The very object it began with, where nothing has changed in the end or the profile would grow too large. */
  result(): Properties {
    if (this.#now === this.#before || sameValue(this.#now, this.#before)) return this.#before;
    const size = sizeOf(this.#now);
    return size > profileLimits.profile && size > sizeOf(this.#before) ? this.#before : this.#now;
  }

  #hasRoomFor(name: string): boolean {
    return name.length <= profileLimits.names && Object.keys(this.#now).length < profileLimits.names;
  }

  #writable(): Record<string, unknown> {
    if (!this.#copied) {
      this.#now = Object.assign(Object.create(null) as Record<string, unknown>, this.#now);
      this.#copied = true;
    }
    return this.#now as Record<string, unknown>;
  }
}
