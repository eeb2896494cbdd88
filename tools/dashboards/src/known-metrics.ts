import { Registry, collectDefaultMetrics, type Metric } from 'prom-client';
import { textOf } from './repository.ts';

/** What a scrape adds to every series; the first two wherever Prometheus runs, the others in Kubernetes. */
export const targetLabels = ['job', 'instance', 'namespace', 'pod', 'service'] as const;

/** Labels by metric, of everything that the services tell: docs/metrics.md, and what prom-client adds by itself. */
export function knownMetrics(): ReadonlyMap<string, readonly string[]> {
  return new Map([...fromTable(), ...fromPromClient()]);
}

function fromTable(): (readonly [string, readonly string[]])[] {
  const rows = textOf('docs/metrics.md').matchAll(/^\| `(kochava_stream_\w+)` +\| (\w+) +\|[^|]*\|([^|]*)\|/gm);
  return [...rows].flatMap(([, name = '', type = '', said = '']) => {
    const labels = [...said.matchAll(/(?:^|<br>) ?`(\w+)`:/g)].map(([, label = '']) => label);
    return type === 'histogram' ? histogram(name, labels) : [[name, labels] as const];
  });
}

function fromPromClient(): (readonly [string, readonly string[]])[] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register.getMetricsAsArray().flatMap((metric) => {
    const {
      name,
      labelNames = [],
      constructor,
    } = metric as unknown as Metric & { name: string; labelNames?: string[] };
    return constructor.name === 'Histogram' ? histogram(name, labelNames) : [[name, labelNames] as const];
  });
}

function histogram(name: string, labels: readonly string[]): (readonly [string, readonly string[]])[] {
  return [
    [`${name}_bucket`, [...labels, 'le']],
    [`${name}_sum`, labels],
    [`${name}_count`, labels],
  ];
}
