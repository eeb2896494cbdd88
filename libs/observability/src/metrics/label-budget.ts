import { type LabelValues, type UpTo } from './declaration.ts';

/** What a label says where its value is one too many. */
export const other = 'other';

/** The first values that come are told apart, for as long as the process runs; every later one is `other`. */
export class LabelBudget {
  readonly #known = new Set<string>();

  constructor(private readonly most: number) {}

  name(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.most) return other;
    this.#known.add(value);
    return value;
  }
}

/** The budgets of one process: all metrics of it tell the same syncs apart. */
export class LabelBudgets {
  readonly #budgets = new Map<UpTo, LabelBudget>();

  /** What puts a metric's labels within their bounds. */
  bounds(labels: Readonly<Record<string, LabelValues>>): (given: Labels) => Labels {
    const bounds = Object.entries(labels).map(([label, values]) => [label, this.#bound(values)] as const);
    return (given) => {
      let bounded = given;
      for (const [label, bound] of bounds) {
        const value = given[label] as string;
        const name = bound(value);
        if (name !== value) bounded = { ...bounded, [label]: name };
      }
      return bounded;
    };
  }

  #bound(values: LabelValues): (value: string) => string {
    if (!('most' in values)) {
      const words = new Set(values);
      return (value) => (words.has(value) ? value : other);
    }
    const budget = this.#budgets.get(values) ?? new LabelBudget(values.most);
    this.#budgets.set(values, budget);
    return (value) => budget.name(value);
  }
}

export type Labels = Readonly<Record<string, string>>;
