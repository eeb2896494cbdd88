/** Label values that are not fixed words, but at most so many in one process; the rest is told as `other`. */
export interface UpTo {
  readonly most: number;
  /** What the values are, for people. */
  readonly what: string;
}

/** What a label may say: one of these words, or one of a bounded number of values. */
export type LabelValues = readonly string[] | UpTo;
type LabelSet = Readonly<Record<string, LabelValues>>;

export type LabelsOf<S extends LabelSet> = { readonly [K in keyof S]: string };

/** How gauges of syncs that share the label `other` become one number. */
export type Joined = 'sum' | 'max' | 'min';

/** A metric, declared once: what the code counts with and what docs/metrics.md says come from here. */
export interface Declared<Kind extends 'counter' | 'gauge' | 'histogram', S extends LabelSet> {
  readonly kind: Kind;
  /** Without the prefix `kochava_stream_`. */
  readonly name: string;
  readonly help: string;
  readonly unit: string;
  readonly labels: S;
  /** Upper bounds, histograms only. */
  readonly buckets: readonly number[];
  readonly joined: Joined;
}
export type AnyDeclared = Declared<'counter' | 'gauge' | 'histogram', LabelSet>;
/** The metrics of one part of the code, by the name that the code knows them by. */
export type Declarations = Readonly<Record<string, AnyDeclared>>;

interface Details<S extends LabelSet> {
  readonly unit: string;
  readonly labels?: S;
  readonly buckets?: readonly number[];
  readonly joined?: Joined;
}

export const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export const prefix = 'kochava_stream_';

/** Every sync has one; the first ones that a process meets are told apart. Counts of the others add up under `other`. */
export const syncLabel: UpTo = { most: 200, what: 'id of a sync' };
export const projectLabel: UpTo = { most: 200, what: 'id of a project' };
export const shardLabel: UpTo = { most: 1024, what: 'number of a shard' };
/** Who reads shards. */
export const consumerLabel: UpTo = { most: 4, what: 'name of a consumer of shards' };

/** Only grows. The name ends in `_total`. */
export function counter<S extends LabelSet = Record<never, never>>(
  name: `${string}_total`,
  help: string,
  details: Omit<Details<S>, 'buckets' | 'joined'>,
): Declared<'counter', S> {
  return declared('counter', { name, help }, details);
}

export function gauge<S extends LabelSet = Record<never, never>>(
  name: string,
  help: string,
  details: Omit<Details<S>, 'buckets'>,
): Declared<'gauge', S> {
  return declared('gauge', { name, help }, details);
}

/** Buckets in seconds unless given. */
export function histogram<S extends LabelSet = Record<never, never>>(
  name: string,
  help: string,
  details: Omit<Details<S>, 'joined'>,
): Declared<'histogram', S> {
  return declared('histogram', { name, help }, { buckets: latencyBuckets, ...details });
}

function declared<Kind extends AnyDeclared['kind'], S extends LabelSet>(
  kind: Kind,
  { name, help }: { name: string; help: string },
  { unit, labels, buckets = [], joined = 'sum' }: Details<S>,
): Declared<Kind, S> {
  return { kind, name, help, unit, labels: labels ?? ({} as S), buckets, joined };
}
