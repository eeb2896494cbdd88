import { Badge } from '@mantine/core';
import { type SyncStatus } from '../api/syncs.ts';

/** Whether a sync is switched on. */
export function StatusBadge({ status }: { status: SyncStatus }) {
  const on = status === 'enabled';
  return (
    <Badge variant={on ? 'light' : 'default'} color={on ? 'brand' : 'gray'} radius="sm" tt="none" fw={600}>
      {on ? 'Enabled' : 'Disabled'}
    </Badge>
  );
}
