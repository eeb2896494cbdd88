import { Stack, Table, Text, Timeline } from '@mantine/core';
import { type DeviceHistory, type LinkedDevice } from '../api/identity.ts';
import { type Sync } from '../api/syncs.ts';
import { Ago } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { ByHandButtons } from './by-hand-buttons.tsx';
import { holdStates, resultOf } from './wording.ts';

/** How it stands, what can be done, and everything that happened. */
export function DeviceView({ sync, history }: { sync: Sync; history: DeviceHistory }) {
  const { device, facts, orders } = history;
  const editable = useMay('editor', sync.project);
  return (
    <Stack gap="lg">
      <Standing device={device} />
      {editable && <ByHandButtons sync={sync} history={history} />}
      <Values device={device} />
      {orders.length > 0 && (
        <Stack gap={4}>
          <Heading>Asked for by hand</Heading>
          {orders.map(({ id, type, who, why, at, result }) => (
            <Text key={id} size="sm">
              {type === 'release' ? 'Release' : 'Re-open'} by {who}, <Ago at={at} />: {resultOf(result)}. “{why}”
            </Text>
          ))}
        </Stack>
      )}
      <Stack gap="sm">
        <Heading>History</Heading>
        <Timeline bulletSize={14} lineWidth={2} active={-1}>
          {facts.map(({ version, text, at }) => (
            <Timeline.Item key={version}>
              <Text size="sm">{text}</Text>
              <Text size="xs" c="dimmed">
                <Ago at={at} size="xs" />
              </Text>
            </Timeline.Item>
          ))}
        </Timeline>
      </Stack>
    </Stack>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <Text component="h3" size="sm" fw={650} m={0}>
      {children}
    </Text>
  );
}

function Standing({ device: { hold, confirmation } }: { device: LinkedDevice }) {
  return (
    <Stack gap={4}>
      <Text size="sm">
        {confirmation ? (
          <>
            Kochava has this device, by {confirmation.by}, since <Ago at={confirmation.at} />.
          </>
        ) : (
          'Kochava is not known to have this device.'
        )}
      </Text>
      {hold && (
        <Text size="sm">
          <b>{holdStates[hold.state].label}.</b> {holdStates[hold.state].meaning} Held since <Ago at={hold.since} />,
          expires <Ago at={hold.expiresAt} />.
        </Text>
      )}
    </Stack>
  );
}

function Values({ device: { known, hold, accepted } }: { device: LinkedDevice }) {
  const rows = [
    ...Object.entries(known).map(([kind, ids]) => ({ what: kind, value: ids.join(', '), state: 'identifier' })),
    ...(hold?.values ?? []).map(({ name, value }) => ({ what: name, value, state: 'held' })),
    ...accepted.map(({ name, value, untied }) => ({
      what: name,
      value: value ?? 'not known',
      state: untied ? 'accepted, not tied' : 'accepted by Kochava',
    })),
  ];
  return (
    <Table verticalSpacing={6} aria-label="What is known of the device">
      <Table.Tbody>
        {rows.map(({ what, value, state }, index) => (
          <Table.Tr key={index}>
            <Table.Th scope="row" fw={550} w={130} fz="sm">
              {what}
            </Table.Th>
            <Table.Td ff="monospace" fz="xs" style={{ overflowWrap: 'anywhere' }}>
              {value}
            </Table.Td>
            <Table.Td c="dimmed" fz="sm">
              {state}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
