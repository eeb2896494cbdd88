import { AreaChart, LineChart } from '@mantine/charts';
import { SimpleGrid } from '@mantine/core';
import { type Delivery } from '../api/delivery.ts';
import { count, seconds } from '../parts/numbers.ts';
import { Panel } from '../parts/panel.tsx';

/** Delivered and not delivered, and how long it took. */
export function DeliveryCharts({ delivery }: { delivery: Delivery }) {
  const label = timeLabel(delivery);
  const data = delivery.series.map(({ at, delivered, notDelivered, latency }) => ({
    at: label(at),
    Delivered: delivered,
    'Not delivered': notDelivered,
    p50: latency?.p50 ?? null,
    p95: latency?.p95 ?? null,
  }));
  const common = {
    h: 220,
    data,
    dataKey: 'at',
    withDots: false,
    strokeWidth: 1.8,
    withLegend: true,
    gridAxis: 'x' as const,
    xAxisProps: { minTickGap: 40 },
    tooltipAnimationDuration: 100,
  };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel title="Delivered" description={`Events per ${delivery.step}, when they ended`}>
        <div role="img" aria-label={summary(delivery)}>
          <AreaChart
            {...common}
            curveType="linear"
            valueFormatter={count}
            series={[
              { name: 'Delivered', color: 'brand.6' },
              { name: 'Not delivered', color: 'red.6' },
            ]}
          />
        </div>
      </Panel>
      <Panel title="Latency" description="From ingest to Kochava’s answer">
        <div role="img" aria-label={`Latency: 95 of 100 events within ${seconds(delivery.metrics.latencyInSeconds)}`}>
          <LineChart
            {...common}
            curveType="linear"
            connectNulls={false}
            valueFormatter={seconds}
            series={[
              { name: 'p50', color: 'blue.5' },
              { name: 'p95', color: 'violet.6' },
            ]}
          />
        </div>
      </Panel>
    </SimpleGrid>
  );
}

function summary({ metrics }: Delivery): string {
  return `Chart: ${count(metrics.eventsDelivered)} events delivered, ${count(metrics.eventsNotDelivered)} not delivered`;
}

const dayMs = 86_400_000;

/** Times of a day by the clock; of many days with the date. */
function timeLabel({ start, end }: Delivery): (at: string) => string {
  const days = Date.parse(end) - Date.parse(start) > 2 * dayMs;
  const options: Intl.DateTimeFormatOptions = days
    ? { day: 'numeric', month: 'short', hour: '2-digit' }
    : { hour: '2-digit', minute: '2-digit' };
  return (at) => new Date(at).toLocaleString(undefined, options);
}
