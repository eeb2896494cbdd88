import { type Count } from '@kochava-stream/contracts';

/** Adds up what happens in a batch: one row per project, sync, kind and reason. */
export class Counts {
  readonly #rows = new Map<string, Count>();

  add(project: string, sync: string | null, what: Count['what'], reason = ''): void {
    const key = `${what}\n${reason}\n${sync ?? ''}\n${project}`;
    const row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, { project, sync, what, reason, n: 1 });
    else row.n += 1;
  }

  rows(): Count[] {
    return [...this.#rows.values()];
  }
}
