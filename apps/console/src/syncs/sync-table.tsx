import { Anchor, Paper, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { type SyncOverview } from '../api/delivery.ts';
import { HealthBadge, StatusBadge } from '../parts/badges.tsx';
import { count, seconds } from '../parts/numbers.ts';
import { Spark } from '../parts/spark.tsx';
import { Rows } from '../parts/rows.tsx';

const columns = ['Sync', 'Status', 'Health', 'Delivered, 24 h', 'Not delivered', 'p95', 'Last 24 hours'] as const;
const numbers = ['Delivered, 24 h', 'Not delivered', 'p95'];

/** The syncs, how they do and what they did. */
export function SyncTable({ project, syncs }: { project: string; syncs: readonly SyncOverview[] }) {
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <Rows
        label="Syncs"
        columns={columns}
        numbers={numbers}
        rows={syncs.map((sync) => ({ key: sync.id, cells: cells(project, sync) }))}
      />
    </Paper>
  );
}

function cells(project: string, { id, name, status, health, last24Hours, delivered }: SyncOverview) {
  const page = status === 'enabled' ? 'delivery' : 'set-up';
  const { eventsDelivered, eventsNotDelivered, latencyInSeconds } = last24Hours;
  return [
    <Anchor key="name" component={Link} to={`/projects/${project}/syncs/${id}/${page}`} fw={600} size="sm">
      {name}
    </Anchor>,
    <StatusBadge key="status" status={status} />,
    <Why key="health" health={health} status={status} />,
    <Text key="delivered" size="sm" className="numbers">
      {count(eventsDelivered)}
    </Text>,
    <Text key="not" size="sm" className="numbers" {...(eventsNotDelivered > 0 && { c: 'var(--mantine-color-error)' })}>
      {count(eventsNotDelivered)}
    </Text>,
    <Text key="p95" size="sm" className="numbers">
      {seconds(latencyInSeconds)}
    </Text>,
    <Spark key="hours" values={delivered} />,
  ];
}

function Why({ health, status }: Pick<SyncOverview, 'health' | 'status'>) {
  if (status === 'disabled') {
    return (
      <Text size="xs" c="dimmed">
        Nothing is sent while it is disabled.
      </Text>
    );
  }
  const reason = health.reasons[0];
  return (
    <Stack gap={2} align="flex-start">
      <HealthBadge health={health} />
      {reason && (
        <Text size="xs" c="dimmed" maw={250}>
          {reason.message}
        </Text>
      )}
    </Stack>
  );
}
