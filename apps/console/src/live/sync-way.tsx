import { Anchor, Badge, Text } from '@mantine/core';
import { Link } from 'react-router';
import { type EventWay } from '../api/events.ts';
import { Panel } from '../parts/panel.tsx';
import { WaySteps } from './way-steps.tsx';

type OneSync = EventWay['syncs'][number];

const fates: Readonly<Record<string, { label: string; color: string }>> = {
  accepted: { label: 'Accepted', color: 'brand' },
  dead: { label: 'Dead letter', color: 'red' },
  retrying: { label: 'To be retried', color: 'yellow' },
  'on-its-way': { label: 'On its way', color: 'blue' },
  'not-sent': { label: 'Not sent', color: 'gray' },
  unknown: { label: 'Not known any more', color: 'gray' },
};

/** What one sync made of the event. */
export function SyncWay({ project, way: { sync, name, fate, why, steps } }: { project: string; way: OneSync }) {
  const { label, color } = fates[fate] ?? { label: fate, color: 'gray' };
  return (
    <Panel
      title={name}
      aside={
        <Badge radius="sm" tt="none" variant={color === 'gray' ? 'default' : 'light'} color={color}>
          {label}
        </Badge>
      }
      description={
        <Anchor component={Link} to={`/projects/${project}/syncs/${sync}/set-up`} size="sm">
          To its set-up
        </Anchor>
      }
    >
      {why !== null && <Text size="sm">{why}</Text>}
      {steps.length > 0 && <WaySteps steps={steps} />}
    </Panel>
  );
}
