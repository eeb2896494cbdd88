import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { devicesQuery } from '../api/identity.ts';
import { type Sync } from '../api/syncs.ts';
import { Icon } from '../parts/icon.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Paged } from '../parts/paged.tsx';
import { Panel } from '../parts/panel.tsx';
import { DeviceDrawer } from './device-drawer.tsx';
import { DeviceRows } from './device-rows.tsx';

/** Devices with a hold, or the ones that have an id. */
export function Devices({ sync }: { sync: Sync }) {
  const [q, setQ] = useState('');
  const [settled] = useDebouncedValue(q.trim(), 300);
  const [looking, setLooking] = useState<string>();
  const query = useInfiniteQuery(devicesQuery(sync.id, settled));
  return (
    <Panel
      title="Devices"
      description={settled === '' ? 'Those of which something is held, the longest first.' : 'That have this id.'}
    >
      <TextInput
        aria-label="Search by a device’s id"
        placeholder="a whole Kochava device id, idfa, idfv, adid or android_id"
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
        leftSection={<Icon name="search" size={14} />}
        maw={520}
        spellCheck={false}
      />
      <Paged query={query} more="Show more devices">
        {(pages) => {
          const devices = pages.flatMap((page) => page.devices);
          if (devices.length > 0) return <DeviceRows devices={devices} onLook={setLooking} />;
          return settled === '' ? (
            <Nothing
              icon="device"
              title="Nothing is held"
              whatToDo="Search for a device by its id to see its history."
              framed={false}
            />
          ) : (
            <Nothing
              icon="search"
              title="No such device"
              whatToDo="The id must be whole. Devices are known once a link is asked for, or an event of them was accepted."
              framed={false}
            />
          );
        }}
      </Paged>
      {looking !== undefined && <DeviceDrawer sync={sync} device={looking} onClose={() => setLooking(undefined)} />}
    </Panel>
  );
}
