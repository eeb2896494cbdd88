import { Anchor, Text } from '@mantine/core';
import { type LinkedDevice } from '../api/identity.ts';
import { Rows } from '../parts/rows.tsx';
import { Ago } from '../parts/time.tsx';
import { holdStates } from './wording.ts';

export function DeviceRows({
  devices,
  onLook,
}: {
  devices: readonly LinkedDevice[];
  onLook: (device: string) => void;
}) {
  return (
    <Rows
      label="Devices"
      columns={['Device', 'State', 'Properties', 'Since']}
      rows={devices.map(({ device, hold, accepted, confirmation }) => ({
        key: device,
        cells: [
          <Anchor
            key="device"
            component="button"
            type="button"
            size="sm"
            ff="monospace"
            ta="left"
            onClick={() => onLook(device)}
            style={{ overflowWrap: 'anywhere' }}
          >
            {device}
          </Anchor>,
          <Text key="state" size="sm">
            {hold ? holdStates[hold.state].label : confirmation ? 'Nothing held' : 'Unknown to Kochava'}
          </Text>,
          <Text key="properties" size="sm" style={{ overflowWrap: 'anywhere' }}>
            {(hold?.values ?? accepted).map(({ name }) => name).join(', ') || '–'}
          </Text>,
          <Since key="since" at={hold?.since ?? confirmation?.at} />,
        ],
      }))}
    />
  );
}

function Since({ at }: { at: string | undefined }) {
  return at === undefined ? <Text size="sm">–</Text> : <Ago at={at} />;
}
