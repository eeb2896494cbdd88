import { SimpleGrid } from '@mantine/core';
import { type Delivery, type DeliveryMetrics } from '../api/delivery.ts';
import { count, seconds, share } from '../parts/numbers.ts';
import { Stat } from '../parts/stat.tsx';

/** The metrics that Amplitude's own page begins with, by its names. */
export function KeyNumbers({ metrics, pending }: { metrics: DeliveryMetrics; pending: Delivery['pending'] }) {
  const { latency } = metrics;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      <Stat
        label="Delivered"
        name="eventsDelivered"
        value={count(metrics.eventsDelivered)}
        detail={`${count(metrics.successOnFirstAttempt)} at first attempt, ${count(metrics.successAfterRetry)} after retry`}
      />
      <Stat
        label="Not delivered"
        name="eventsNotDelivered"
        value={count(metrics.eventsNotDelivered)}
        detail={`${count(metrics.eventsExpired)} expired, ${count(metrics.eventsDiscarded)} discarded`}
      />
      <Stat
        label="Delivery rate"
        name="deliveryRate"
        value={share(metrics.deliveryRate)}
        detail={pending === null ? undefined : `${count(pending.events)} on their way`}
      />
      <Stat
        label="Latency, p95"
        name="latencyInSeconds"
        value={seconds(metrics.latencyInSeconds)}
        detail={latency === null ? undefined : `p50 ${seconds(latency.p50)}, p99 ${seconds(latency.p99)}`}
      />
    </SimpleGrid>
  );
}
