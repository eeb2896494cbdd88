import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** The Prometheus metrics of one service instance: names begin with `kochava_stream_`, units are in the name. */
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  counter<L extends string = never>(name: string, help: string, labels: readonly L[] = []): Counter<L> {
    return new Counter({ name: full(name), help, labelNames: [...labels], registers: [this.registry] });
  }

  gauge<L extends string = never>(name: string, help: string, labels: readonly L[] = []): Gauge<L> {
    return new Gauge({ name: full(name), help, labelNames: [...labels], registers: [this.registry] });
  }

  /** Buckets in seconds unless given. */
  histogram<L extends string = never>(
    name: string,
    help: string,
    options: { labels?: readonly L[]; buckets?: readonly number[] } = {},
  ): Histogram<L> {
    return new Histogram({
      name: full(name),
      help,
      labelNames: [...(options.labels ?? [])],
      buckets: [...(options.buckets ?? latencyBuckets)],
      registers: [this.registry],
    });
  }
}

function full(name: string): string {
  return `kochava_stream_${name}`;
}
