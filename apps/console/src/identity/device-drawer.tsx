import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { deviceHistoryQuery } from '../api/identity.ts';
import { type Sync } from '../api/syncs.ts';
import { Loaded } from '../parts/loaded.tsx';
import { DeviceView } from './device-view.tsx';

/** One device, from the log of the linker. */
export function DeviceDrawer({ sync, device, onClose }: { sync: Sync; device: string; onClose: () => void }) {
  const query = useQuery(deviceHistoryQuery(sync.id, device));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={`Device ${device}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{ title: { fontWeight: 650, overflowWrap: 'anywhere' } }}
    >
      <Loaded query={query}>{(history) => <DeviceView sync={sync} history={history} />}</Loaded>
    </Drawer>
  );
}
