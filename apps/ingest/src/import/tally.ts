/** What became of the rows of one event type. */
export interface TypeTally {
  rows: number;
  outside: number;
  old: number;
  taken: number;
  /** With a sync to try: by `sent`, or what it is not sent for. */
  readonly ends: Map<string, number>;
}

/** Counts what an import met. */
export class Tally {
  readonly types = new Map<string, TypeTally>();
  readonly refused = new Map<string, { n: number; first: string }>();
  rows = 0;
  taken = 0;
  skipped = 0;

  of(type: string): TypeTally {
    let tally = this.types.get(type);
    if (tally === undefined) this.types.set(type, (tally = { rows: 0, outside: 0, old: 0, taken: 0, ends: new Map() }));
    return tally;
  }

  refuse(reason: string, where: string): void {
    const known = this.refused.get(reason);
    if (known === undefined) this.refused.set(reason, { n: 1, first: where });
    else known.n += 1;
  }

  /** What people read at the end. */
  report(words: { readonly taken: string }): string {
    const rows = [...this.types].sort(([, a], [, b]) => b.rows - a.rows);
    const lines = rows.map(([type, { rows: all, outside, taken, ends }]) => {
      const told = [...ends].map(([end, n]) => `${end} ${n}`).join(', ');
      return `  ${String(all).padStart(10)}  ${type}: ${taken} ${words.taken}${outside > 0 ? `, ${outside} outside the window` : ''}${told === '' ? '' : ` (${told})`}`;
    });
    const refusals = [...this.refused].map(
      ([reason, { n, first }]) => `  ${String(n).padStart(10)}  refused: ${reason}, first in ${first}`,
    );
    return [...lines, ...refusals, ...this.#old()].join('\n');
  }

  #old(): string[] {
    const old = [...this.types.values()].reduce((sum, tally) => sum + tally.old, 0);
    if (old === 0) return [];
    return [
      `${old} of them are older than 30 days. They keep their time at Kochava, which counts what comes long after an install as ` +
        'unattributed, and has a tool of its own for history (Traffic Import).',
    ];
  }
}
