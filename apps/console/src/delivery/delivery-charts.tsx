import { AreaChart, BarChart, LineChart } from '@mantine/charts';
import { SimpleGrid } from '@mantine/core';
import { type Delivery } from '../api/delivery.ts';
import { mostBars, timeChart, timeLabel } from '../parts/chart.ts';
import { count, seconds } from '../parts/numbers.ts';
import { Panel } from '../parts/panel.tsx';

/** Delivered and not delivered, and how long it took. */
export function DeliveryCharts({ delivery }: { delivery: Delivery }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel title="Delivered" description={`Events per ${delivery.step}, when they ended`}>
        <div role="img" aria-label={summary(delivery)}>
          <Ended delivery={delivery} />
        </div>
      </Panel>
      <Panel title="Latency" description="From ingest to Kochava’s answer">
        <div role="img" aria-label={`Latency: 95 of 100 events within ${seconds(delivery.metrics.latencyInSeconds)}`}>
          <Latency delivery={delivery} />
        </div>
      </Panel>
    </SimpleGrid>
  );
}

function Ended({ delivery }: { delivery: Delivery }) {
  const label = timeLabel(delivery);
  const props = {
    ...timeChart,
    data: delivery.series.map(({ at, delivered, notDelivered }) => ({
      at: label(at),
      Delivered: delivered,
      'Not delivered': notDelivered,
    })),
    valueFormatter: count,
    series: [
      { name: 'Delivered', color: 'brand.6' },
      { name: 'Not delivered', color: 'red.6' },
    ],
  };
  return delivery.series.length <= mostBars ? (
    <BarChart {...props} type="stacked" maxBarWidth={28} />
  ) : (
    <AreaChart {...props} type="stacked" curveType="step" withDots={false} strokeWidth={1.5} />
  );
}

function Latency({ delivery }: { delivery: Delivery }) {
  const label = timeLabel(delivery);
  const data = delivery.series.map(({ at, latency }) => ({
    at: label(at),
    p50: latency?.p50 ?? null,
    p95: latency?.p95 ?? null,
  }));
  return (
    <LineChart
      {...timeChart}
      data={data}
      curveType="linear"
      connectNulls={false}
      strokeWidth={1.8}
      // A line through one point would not be seen.
      withDots={data.some(({ p50 }, at) => p50 !== null && isAlone(data, at))}
      dotProps={{ r: 2.5 }}
      valueFormatter={seconds}
      series={[
        { name: 'p50', color: 'blue.5' },
        { name: 'p95', color: 'violet.6' },
      ]}
    />
  );
}

function isAlone(points: readonly { p50: number | null }[], at: number): boolean {
  return (points[at - 1]?.p50 ?? null) === null && (points[at + 1]?.p50 ?? null) === null;
}

function summary({ metrics }: Delivery): string {
  return `Chart: ${count(metrics.eventsDelivered)} events delivered, ${count(metrics.eventsNotDelivered)} not delivered`;
}
