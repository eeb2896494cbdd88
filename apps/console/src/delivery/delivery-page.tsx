import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useOutletContext } from 'react-router';
import { deliveryQuery, overviewQuery, type Delivery } from '../api/delivery.ts';
import { type Sync } from '../api/syncs.ts';
import { Loaded } from '../parts/loaded.tsx';
import { RangePicker, useRange } from '../parts/range-picker.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { DeliveryCharts } from './delivery-charts.tsx';
import { Errors } from './errors.tsx';
import { HealthReasons } from './health-reasons.tsx';
import { KeyNumbers } from './key-numbers.tsx';
import { Pipeline } from './pipeline.tsx';

/** What became of the events of a sync. */
export function Component() {
  const sync = useOutletContext<Sync>();
  const [range, setRange] = useRange();
  const query = useQuery(deliveryQuery(sync.id, range));
  const overview = useQuery(overviewQuery(sync.project));
  const health = overview.data?.syncs.find(({ id }) => id === sync.id)?.health;
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <RangePicker range={range} onChange={setRange} />
        <Text size="xs" c="dimmed">
          Counted within seconds; this page refreshes itself.
        </Text>
      </Group>
      {health && <HealthReasons health={health} />}
      <Loaded query={query} skeleton={<PageSkeleton />}>
        {(delivery) =>
          isEmpty(delivery, sync) ? <NoEvents enabled={sync.status === 'enabled'} /> : <Numbers delivery={delivery} />
        }
      </Loaded>
    </Stack>
  );
}

function Numbers({ delivery }: { delivery: Delivery }) {
  return (
    <>
      <KeyNumbers metrics={delivery.metrics} pending={delivery.pending} />
      <Pipeline steps={delivery.steps} pending={delivery.pending} />
      <DeliveryCharts delivery={delivery} />
      <Errors sync={delivery.sync} errors={delivery.errors} />
    </>
  );
}

/** What a disabled sync keeps back, and what the project received, says nothing of this sync. */
function isEmpty({ steps, errors }: Delivery, { status }: Sync): boolean {
  const telling = status === 'enabled' ? steps : steps.filter(({ step }) => ended.has(step));
  return errors.length === 0 && telling.every(({ n }) => n === 0);
}

const ended: ReadonlySet<string> = new Set(['notMappable', 'mapped', 'accepted', 'dead']);

function NoEvents({ enabled }: { enabled: boolean }) {
  return (
    <Nothing
      icon="delivery"
      title="No events in this period"
      whatToDo={
        enabled
          ? 'Choose a longer period, or send an event from an app: “Connect an app” shows how.'
          : 'The sync is disabled. Finish its set-up and enable it: what comes in from then on is counted here.'
      }
    />
  );
}

function PageSkeleton() {
  return (
    <Stack gap="lg">
      <Skeleton h={96} />
      <Skeleton h={150} />
      <Skeleton h={280} />
    </Stack>
  );
}
