import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import {
  prefix,
  type AnyDeclared,
  type Declared,
  type Joined,
  type LabelsOf,
  type LabelValues,
} from './declaration.ts';
import { LabelBudgets, type Labels } from './label-budget.ts';

type LabelSet = Readonly<Record<string, LabelValues>>;

export interface Counting<S extends LabelSet> {
  inc(labels: LabelsOf<S>, by?: number): void;
}

/** A gauge that goes up and down. Those of syncs that share a label add up. */
export interface Level<S extends LabelSet> {
  inc(labels: LabelsOf<S>): void;
  dec(labels: LabelsOf<S>): void;
}

export interface Observing<S extends LabelSet> {
  observe(labels: LabelsOf<S>, value: number): void;
}

/** One series of a gauge. */
export type Reading<S extends LabelSet> = readonly [labels: LabelsOf<S>, value: number];

export interface MetricsOptions {
  /** false: nothing is counted, /metrics is empty. For measuring what counting costs. */
  readonly enabled?: boolean | undefined;
}

const nothing = (): void => undefined;

/**
 * The Prometheus metrics of one service instance. Each is made from its declaration, which bounds what its labels can
 * say; names begin with `kochava_stream_`, units are in the name.
 */
export class Metrics {
  readonly registry = new Registry();
  /** Whether anything is counted at all: if not, nobody needs to look for it. */
  readonly enabled: boolean;
  readonly #budgets = new LabelBudgets();

  constructor(service: string, { enabled = true }: MetricsOptions = {}) {
    this.enabled = enabled;
    this.registry.setDefaultLabels({ service });
    if (enabled) collectDefaultMetrics({ register: this.registry });
  }

  counter<S extends LabelSet>(of: Declared<'counter', S>): Counting<S> {
    if (!this.enabled) return { inc: nothing };
    const made = new Counter(this.#configuration(of));
    const bounded = this.#budgets.bounds(of.labels);
    return { inc: (labels, by = 1) => made.inc(bounded(labels as Labels), by) };
  }

  histogram<S extends LabelSet>(of: Declared<'histogram', S>): Observing<S> {
    if (!this.enabled) return { observe: nothing };
    const made = new Histogram({ ...this.#configuration(of), buckets: [...of.buckets] });
    const bounded = this.#budgets.bounds(of.labels);
    return { observe: (labels, value) => made.observe(bounded(labels as Labels), value) };
  }

  level<S extends LabelSet>(of: Declared<'gauge', S>): Level<S> {
    if (!this.enabled) return { inc: nothing, dec: nothing };
    const made = new Gauge(this.#configuration(of));
    const bounded = this.#budgets.bounds(of.labels);
    return {
      inc: (labels) => made.inc(bounded(labels as Labels)),
      dec: (labels) => made.dec(bounded(labels as Labels)),
    };
  }

  /** A gauge whose series are asked for when Prometheus asks; what is not among them any more disappears. */
  gauge<S extends LabelSet>(of: Declared<'gauge', S>, read: () => Iterable<Reading<S>>): void {
    if (!this.enabled) return;
    const bounded = this.#budgets.bounds(of.labels);
    new Gauge({
      ...this.#configuration(of),
      collect() {
        this.reset();
        for (const [labels, value] of joined(of.joined, bounded, read())) this.set(labels, value);
      },
    });
  }

  /** A counter that is kept elsewhere, such as in a table: its values are asked for when Prometheus asks. */
  counted<S extends LabelSet>(of: Declared<'counter', S>, read: () => Iterable<Reading<S>>): void {
    if (!this.enabled) return;
    const bounded = this.#budgets.bounds(of.labels);
    new Counter({
      ...this.#configuration(of),
      collect() {
        this.reset();
        for (const [labels, value] of joined('sum', bounded, read())) this.inc(labels, value);
      },
    });
  }

  #configuration({ name, help, labels }: AnyDeclared) {
    return { name: `${prefix}${name}`, help, labelNames: Object.keys(labels), registers: [this.registry] };
  }
}

const joins: Record<Joined, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  max: Math.max,
  min: Math.min,
};

/** One value for each set of labels, as they are told. */
function joined<S extends LabelSet>(
  how: Joined,
  bounded: (labels: Labels) => Labels,
  readings: Iterable<Reading<S>>,
): Iterable<readonly [Labels, number]> {
  const join = joins[how];
  const series = new Map<string, [Labels, number]>();
  for (const [given, value] of readings) {
    const labels = bounded(given as Labels);
    const key = Object.values(labels).join('\n');
    const known = series.get(key);
    if (known === undefined) series.set(key, [labels, value]);
    else known[1] = join(known[1], value);
  }
  return series.values();
}
