import { counter, gauge, histogram, projectLabel, syncLabel } from './declaration.ts';
import { Metrics, type Reading } from './metrics.ts';
import { metricTable } from './table.ts';

const sync = { sync: syncLabel };
const declared = {
  calls: counter('calls_total', 'Calls.', { unit: 'calls', labels: { ...sync, kind: ['event', 'link'] } }),
  took: histogram('took_seconds', 'Time.', { unit: 'seconds', labels: sync, buckets: [1] }),
  running: gauge('running', 'Running.', { unit: 'calls', labels: sync }),
  lag: gauge('lag', 'Lag.', { unit: 'messages', labels: { project: projectLabel, ...sync } }),
  oldest: gauge('oldest_seconds', 'Oldest.', { unit: 'seconds', labels: sync, joined: 'max' }),
  books: counter('books_total', 'Books.', { unit: 'events', labels: sync }),
};
const syncs = Array.from({ length: 10_000 }, (_, n) => `sync-${n}`);

/** The series of a metric, as Prometheus is told them, by label `sync`. */
async function told(metrics: Metrics, name: string): Promise<Map<string, number>> {
  const found = await metrics.registry.getSingleMetric(`kochava_stream_${name}`)?.get();
  const of = (found?.values ?? []) as { value: number; labels: Record<string, string>; metricName?: string }[];
  const series = of.filter(({ metricName = '' }) => !/_(bucket|sum)$/.test(metricName));
  return new Map(series.map(({ labels, value }) => [labels['sync'] ?? '', value]));
}

describe('ten thousand syncs', () => {
  const metrics = new Metrics('spec');
  const calls = metrics.counter(declared.calls);
  const took = metrics.histogram(declared.took);
  const running = metrics.level(declared.running);
  metrics.gauge(declared.lag, () => syncs.map((id) => [{ project: `of ${id}`, sync: id }, 2]));
  metrics.gauge(declared.oldest, () => syncs.map((id, n) => [{ sync: id }, n]));
  metrics.counted(declared.books, () => syncs.map((id): Reading<typeof sync> => [{ sync: id }, 3]));
  for (const id of syncs) {
    calls.inc({ sync: id, kind: 'event' });
    took.observe({ sync: id }, 0.5);
    running.inc({ sync: id });
  }
  for (const id of syncs.slice(0, 9_000)) running.dec({ sync: id });

  it.each([
    ['calls_total', 1, 9_800],
    ['took_seconds', 1, 9_800],
    ['running', 0, 1_000],
    ['lag', 2, 19_600],
    ['oldest_seconds', 0, 9_999],
    ['books_total', 3, 29_400],
  ])('%s has two hundred of them and one for all others, in which nothing is lost', async (name, first, others) => {
    const series = await told(metrics, name);
    expect(series.size).toBe(201);
    expect(series.get('sync-0')).toBe(first);
    expect(series.get('other')).toBe(others);
  });

  it('make no more than that of all that Prometheus is told', async () => {
    const lines = (await metrics.registry.metrics()).split('\n').filter((line) => line.includes('sync="'));
    // a histogram: two buckets, sum, count
    expect(lines.length).toBe(201 * (5 + 4));
  });
});

it('a word that is not declared is told as other', async () => {
  const metrics = new Metrics('spec');
  metrics.counter(declared.calls).inc({ sync: 'a', kind: 'jane@example.com' }, 2);
  expect(await metrics.registry.metrics()).toContain('calls_total{sync="a",kind="other",service="spec"} 2');
});

it('a series that is not read any more disappears', async () => {
  const metrics = new Metrics('spec');
  let there = ['a', 'b'];
  metrics.gauge(declared.oldest, () => there.map((id) => [{ sync: id }, 1]));
  expect((await told(metrics, 'oldest_seconds')).size).toBe(2);
  there = ['b'];
  expect([...(await told(metrics, 'oldest_seconds')).keys()]).toEqual(['b']);
});

it('counts nothing when it is off', async () => {
  const metrics = new Metrics('spec', { enabled: false });
  metrics.counter(declared.calls).inc({ sync: 'a', kind: 'event' });
  metrics.histogram(declared.took).observe({ sync: 'a' }, 1);
  metrics.level(declared.running).inc({ sync: 'a' });
  metrics.gauge(declared.oldest, () => [[{ sync: 'a' }, 1]]);
  metrics.counted(declared.books, () => [[{ sync: 'a' }, 1]]);
  expect((await metrics.registry.metrics()).trim()).toBe('');
});

describe('the table', () => {
  it('says for each metric what its labels can say and who has it', () => {
    const table = metricTable({
      one: [{ calls: declared.calls }],
      two: [{ calls: declared.calls, lag: declared.lag }],
    });
    expect(table.split('\n').slice(2)).toEqual([
      '| `kochava_stream_calls_total` | counter | calls | `sync`: id of a sync; at most 200<br>`kind`: event, link; at most 2 | Calls. | all |',
      '| `kochava_stream_lag` | gauge | messages | `project`: id of a project; at most 200<br>`sync`: id of a sync; at most 200 | Lag. | two |',
    ]);
  });

  it('refuses two declarations of one name', () => {
    const again = counter('calls_total', 'Calls.', { unit: 'calls' });
    expect(() => metricTable({ one: [{ calls: declared.calls }], two: [{ again }] })).toThrow('declared twice');
  });
});
