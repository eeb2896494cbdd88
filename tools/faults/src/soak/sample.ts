import { type ServiceName } from '@kochava-stream/all-in-one';

export const processNames = [
  ...(['ingest', 'transformer', 'identity-linker', 'kochava-dispatcher', 'config'] satisfies ServiceName[]),
  'nats-server',
  'postgres',
] as const;
export const serviceProcesses = processNames.slice(0, 5) as readonly ServiceName[];

/**
 * What is looked at, each of several: `rss` and `heap` in MB, `fds`, `loop` (the delay of the event loop in ms, p99 since
 * the last look) and `lag` (messages that wait) by process; `bytes` and `rows` by table or stream.
 */
export const kinds = ['rss', 'heap', 'fds', 'loop', 'lag', 'bytes', 'rows'] as const;
export type Kind = (typeof kinds)[number];

/** One look at everything. */
export interface Sample {
  /** Since the load began. */
  readonly seconds: number;
  /** Accepted until now. */
  readonly events: number;
  readonly load: number;
  /** By `kind name`. */
  readonly values: Readonly<Record<string, number>>;
}

/** One of the things that are looked at, over time. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function nameOf(kind: Kind, name: string): string {
  return `${kind} ${name}`;
}

/** All of a kind, by what `x` makes of a sample (seconds unless said otherwise). */
export function seriesOf(
  samples: readonly Sample[],
  kind: Kind,
  x: (sample: Sample) => number = ({ seconds }) => seconds,
): Series[] {
  const keys = new Set(samples.flatMap(({ values }) => Object.keys(values)));
  return [...keys]
    .filter((key) => key.startsWith(`${kind} `))
    .map((key) => ({
      name: key.slice(kind.length + 1),
      points: samples.flatMap((sample) => {
        const y = sample.values[key];
        return y === undefined ? [] : [{ x: x(sample), y }];
      }),
    }));
}
