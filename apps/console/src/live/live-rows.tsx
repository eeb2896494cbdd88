import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { type Sync } from '../api/syncs.ts';
import { Rows } from '../parts/rows.tsx';
import { type LiveStep } from './live-step.ts';

const looks: Readonly<Record<LiveStep['step'], { label: string; color: string }>> = {
  received: { label: 'Received', color: 'gray' },
  dispatched: { label: 'Mapped', color: 'blue' },
  retry: { label: 'To be retried', color: 'yellow' },
  accepted: { label: 'Accepted', color: 'brand' },
  dead: { label: 'Dead', color: 'red' },
};

interface LiveRowsProps {
  readonly project: string;
  readonly steps: readonly (LiveStep & { readonly key: number })[];
  readonly syncs: readonly Sync[];
}

export function LiveRows({ project, steps, syncs }: LiveRowsProps) {
  const names = new Map(syncs.map(({ id, name }) => [id, name]));
  return (
    <Rows
      label="Live events"
      columns={['Event', 'What happened', 'Sync', 'Device', 'Time']}
      rows={steps.map((step) => ({
        key: String(step.key),
        cells: [
          <What key="what" project={project} step={step} />,
          <Happened key="happened" step={step} />,
          <Text key="sync" size="sm">
            {step.sync === null ? '–' : (names.get(step.sync) ?? step.sync)}
          </Text>,
          <Text key="device" size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {step.device ?? '–'}
          </Text>,
          <Text key="at" size="xs" className="numbers" style={{ whiteSpace: 'nowrap' }}>
            {clock(step.at)}
          </Text>,
        ],
      }))}
    />
  );
}

function What({ project, step: { event, kind, insertId } }: { project: string; step: LiveStep }) {
  const name = kind === 'link' ? 'IdentityLink' : (event ?? 'event');
  if (insertId === null || kind === 'link') {
    return (
      <Text size="sm" fw={550}>
        {name}
      </Text>
    );
  }
  return (
    <Anchor
      component={Link}
      to={`/projects/${project}/events/${encodeURIComponent(insertId)}`}
      size="sm"
      fw={550}
      style={{ overflowWrap: 'anywhere' }}
    >
      {name}
    </Anchor>
  );
}

function Happened({ step: { step, class: reason, attempts, version } }: { step: LiveStep }) {
  const { label, color } = looks[step];
  const details = [
    reason !== undefined && reason !== 'accepted' ? reason.replaceAll('-', ' ') : '',
    attempts !== undefined && attempts > 0 ? `attempt ${attempts}` : '',
    version === undefined ? '' : `v${version}`,
  ].filter((detail) => detail !== '');
  return (
    <Group gap={6} wrap="nowrap">
      <Badge
        size="sm"
        miw="max-content"
        radius="sm"
        tt="none"
        variant={color === 'gray' ? 'default' : 'light'}
        color={color}
      >
        {label}
      </Badge>
      {details.length > 0 && (
        <Text size="xs" c="dimmed">
          {details.join(', ')}
        </Text>
      )}
    </Group>
  );
}

const time = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;

/** To the millisecond: the steps of one event follow each other fast. */
function clock(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB', { ...time, fractionalSecondDigits: 3 });
}
