import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { wayQuery, type EventWay } from '../api/events.ts';
import { Identifier } from '../parts/copy.tsx';
import { Json } from '../parts/json.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Notice } from '../parts/notice.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Page } from '../parts/page.tsx';
import { Panel } from '../parts/panel.tsx';
import { TraceLink } from './trace-link.tsx';
import { WaySteps } from './way-steps.tsx';
import { SyncWay } from './sync-way.tsx';

/** One event's whole way: when it came, what each sync made of it, what Kochava said. */
export function Component() {
  const { project = '', insertId = '' } = useParams();
  const [search] = useSearchParams();
  const query = useQuery(wayQuery(project, insertId, search.get('place')));
  return (
    <Page
      title={query.data?.event.event ?? 'Event'}
      crumbs={[{ label: 'Live events', to: `/projects/${project}/live` }]}
      description={<Identifier value={insertId} what="insert id" />}
    >
      <Loaded query={query}>{(way) => <Way project={project} way={way} />}</Loaded>
    </Page>
  );
}

function Way({ project, way: { event, steps, syncs, complete } }: { project: string; way: EventWay }) {
  return (
    <Stack gap="lg">
      {!complete && (
        <Notice tone="info" title="There may be more">
          More is stored than was looked at: later steps may be missing here.
        </Notice>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Panel title="Received" aside={event.traceId !== null && <TraceLink traceId={event.traceId} />}>
          <Stack gap={4}>
            <Fact label="Device" value={event.device} />
            <Fact label="User" value={event.user} />
          </Stack>
          <WaySteps steps={steps} />
        </Panel>
        <Panel title="The event" description="As it was accepted">
          <Json value={event.body} label="Event" maxHeight={340} />
        </Panel>
      </SimpleGrid>
      {syncs.length === 0 ? (
        <Nothing icon="sync" title="No sync yet" whatToDo="The project has no sync that could send this event." />
      ) : (
        syncs.map((one) => <SyncWay key={one.sync} project={project} way={one} />)
      )}
    </Stack>
  );
}

function Fact({ label, value }: { label: string; value: string | null }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <Text size="sm" c="dimmed" w={60}>
        {label}
      </Text>
      <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {value ?? '–'}
      </Text>
    </Group>
  );
}
