import { type DispatchEntry } from '@kochava-stream/contracts';

const forgetAfterMs = 3_600_000;
const atMost = 200_000;

/**
 * Devices of which it was told lately that Kochava has them. Saying it again changes nothing: a confirmation stays. After
 * an hour it is said once more, so that a linker that starts from the streams alone finds what is in use.
 */
export class ToldDevices {
  readonly #told = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  has(sync: string, entry: DispatchEntry): boolean {
    const at = this.#told.get(keyOf(sync, entry));
    return at !== undefined && this.now() - at < forgetAfterMs;
  }

  /** Only once what was told is stored. */
  add(sync: string, entry: DispatchEntry): void {
    const key = keyOf(sync, entry);
    // Last told is last in the map, so that the first is the oldest.
    this.#told.delete(key);
    this.#told.set(key, this.now());
    if (this.#told.size > atMost) this.#told.delete(this.#told.keys().next().value as string);
  }
}

/** With its identifiers: a new one is news. */
function keyOf(sync: string, { kochavaDeviceId, ids }: DispatchEntry): string {
  return `${sync}\n${kochavaDeviceId}\n${ids.idfa ?? ''}\n${ids.idfv ?? ''}\n${ids.adid ?? ''}\n${ids.android_id ?? ''}`;
}
