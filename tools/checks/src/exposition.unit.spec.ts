import { counter, gauge, histogram, Metrics, syncLabel } from '@kochava-stream/observability';
import { differences } from './exposition.ts';

const list = {
  calls: counter('calls_total', 'Calls.', { unit: 'calls', labels: { sync: syncLabel, kind: ['event', 'link'] } }),
  took: histogram('took_seconds', 'Time.', { unit: 'seconds' }),
  lag: gauge('lag', 'Lag.', { unit: 'messages', labels: { sync: syncLabel } }),
};

async function told(): Promise<string> {
  const metrics = new Metrics('spec');
  metrics.counter(list.calls).inc({ sync: 's "1"', kind: 'event' });
  metrics.histogram(list.took).observe({}, 1);
  metrics.gauge(list.lag, () => [[{ sync: 's' }, 1]]);
  return metrics.registry.metrics();
}

it('finds nothing where all is as declared', async () => {
  expect(differences(await told(), [list])).toEqual({ undeclared: [], untold: [] });
});

it('finds what is told and not declared, and what is declared and not told', async () => {
  const { lag, ...rest } = list;
  const strict = {
    ...rest,
    calls: counter('calls_total', '', { unit: '', labels: { kind: ['link'] } }),
    lag2: { ...lag, name: 'lag2' },
  };
  expect(differences(await told(), [strict])).toEqual({
    undeclared: [
      'kochava_stream_lag: gauge',
      'kochava_stream_calls_total: label sync',
      'kochava_stream_calls_total: kind="event"',
    ],
    untold: ['kochava_stream_lag2'],
  });
  const asGauge = { ...list, took: { ...list.took, kind: 'gauge' as const } };
  expect(differences(await told(), [asGauge]).undeclared).toEqual(['kochava_stream_took_seconds: histogram']);
});
