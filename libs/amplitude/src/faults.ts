/** What is wrong with an event's field. */
export type FaultKind = 'invalid' | 'missing' | 'idLength';

/** Field to the indices of the events at fault, ascending. */
export type FaultMap = ReadonlyMap<string, readonly number[]>;

/** Collects what is wrong with the events of one upload: every index, so that a client needs one round trip. */
export class Faults {
  readonly #found: Record<FaultKind, Map<string, number[]>> = {
    invalid: new Map(),
    missing: new Map(),
    idLength: new Map(),
  };
  /** An event is no JSON object at all. */
  malformed = false;
  any = false;

  add(kind: FaultKind, field: string, index: number): void {
    this.any = true;
    const indices = this.#found[kind].get(field);
    if (indices === undefined) this.#found[kind].set(field, [index]);
    else if (indices.at(-1) !== index) indices.push(index);
  }

  of(kind: FaultKind): FaultMap {
    return this.#found[kind];
  }
}
