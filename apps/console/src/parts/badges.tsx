import { Badge, Tooltip } from '@mantine/core';
import { type Health } from '../api/delivery.ts';
import { type SyncStatus } from '../api/syncs.ts';
import { Icon, type IconName } from './icon.tsx';

/** Whether a sync is switched on. */
export function StatusBadge({ status }: { status: SyncStatus }) {
  const on = status === 'enabled';
  return (
    <Badge
      variant={on ? 'light' : 'default'}
      color={on ? 'brand' : 'gray'}
      radius="sm"
      tt="none"
      fw={600}
      miw="max-content"
    >
      {on ? 'Enabled' : 'Disabled'}
    </Badge>
  );
}

const looks: Readonly<Record<Health['state'], { color: string; icon: IconName; label: string }>> = {
  healthy: { color: 'brand', icon: 'check', label: 'Healthy' },
  degraded: { color: 'yellow', icon: 'warning', label: 'Degraded' },
  paused: { color: 'red', icon: 'pause', label: 'Paused' },
};

/** How a sync does; why is in the tooltip, and for screen readers in its name. */
export function HealthBadge({ health }: { health: Health }) {
  const { color, icon, label } = looks[health.state];
  const why = health.reasons[0]?.message;
  const badge = (
    <Badge
      variant="light"
      color={color}
      radius="sm"
      tt="none"
      fw={600}
      leftSection={<Icon name={icon} size={12} />}
      {...(why !== undefined && { 'aria-label': `${label}: ${why}`, tabIndex: 0, role: 'note' })}
    >
      {label}
    </Badge>
  );
  return why === undefined ? (
    badge
  ) : (
    <Tooltip label={why} multiline maw={320}>
      {badge}
    </Tooltip>
  );
}
