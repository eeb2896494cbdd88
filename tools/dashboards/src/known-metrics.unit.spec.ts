import { plainExpr, readAlerts, readLagQueries } from './alerts/alert-file.ts';
import { boards } from './boards/all.ts';
import { annotationQueries, type DashboardJson } from './grafana/dashboard.ts';
import { type PanelJson } from './grafana/panel.ts';
import { knownMetrics, targetLabels } from './known-metrics.ts';
import { usesOf } from './promql/uses.ts';

/** Series that others tell: Prometheus itself, kube-state-metrics, prometheus-nats-exporter. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  up: [],
  ALERTS: ['alertname', 'alertstate', 'severity'],
  kube_pod_container_status_restarts_total: ['container'],
  nats_consumer_num_pending: ['stream_name', 'consumer_name'],
  nats_stream_total_bytes: ['stream_name'],
};

/** Made by rules of ours: the lag, as the chart records it. */
const recorded: Readonly<Record<string, readonly string[]>> = { recorded_lag: ['service'] };

const known = new Map([...knownMetrics(), ...Object.entries(foreign), ...Object.entries(recorded)]);

/** Everything that an expression names and nobody tells. */
function unknowns(expr: string): string[] {
  const { metrics, grouping } = usesOf(expr);
  const all = new Set<string>(targetLabels);
  const wrong = metrics.flatMap(({ metric, labels }) => {
    const its = known.get(metric);
    if (its === undefined) return [metric];
    its.forEach((label) => all.add(label));
    return labels.filter((label) => ![...its, ...targetLabels].includes(label)).map((label) => `${metric}{${label}}`);
  });
  return [...wrong, ...grouping.filter((label) => !all.has(label)).map((label) => `by (${label})`)];
}

function panelsOf({ panels }: DashboardJson): PanelJson[] {
  return panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
}

it('reads the table of metrics, and what prom-client adds', () => {
  expect(known.get('kochava_stream_dispatch_outcomes_total')).toEqual(['sync', 'kind', 'outcome', 'class']);
  expect(known.get('kochava_stream_ingest_accept_seconds_bucket')).toEqual(['le']);
  expect(known.get('nodejs_gc_duration_seconds_sum')).toEqual(['kind']);
  expect(known.has('process_resident_memory_bytes')).toBe(true);
  expect(unknowns('sum by (nobody) (rate(kochava_stream_outbox_waiting{sync="a"}[5m])) / not_there')).toEqual([
    'kochava_stream_outbox_waiting{sync}',
    'not_there',
    'by (nobody)',
  ]);
});

describe('what the services tell is what is asked for', () => {
  const asked = Object.values(boards()).flatMap((board) =>
    panelsOf(board).flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, refId }): [string, string] => [`${board.title}: ${title} ${refId}`, expr]),
    ),
  );

  it('by every panel', () => {
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.flatMap(([where, expr]) => unknowns(expr).map((name) => `${where}: ${name}`))).toEqual([]);
  });

  it('by annotations', () => {
    expect(Object.values(annotationQueries).flatMap(unknowns)).toEqual([]);
  });

  it('by every alert', () => {
    const settings = { shards: '4', lag: 'recorded_lag', lagSlope: 'deriv(recorded_lag[15m])' };
    const exprs = readAlerts().map((alert) => plainExpr(alert, settings));
    expect(exprs.length).toBeGreaterThan(20);
    expect(exprs.flatMap(unknowns)).toEqual([]);
  });

  it('by the recorded lag', () => {
    expect(Object.values(readLagQueries()).flatMap(unknowns)).toEqual([]);
  });
});
