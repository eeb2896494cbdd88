import { BarChart } from '@mantine/charts';
import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { type Identity } from '../api/identity.ts';
import { counted } from '../parts/ago.ts';
import { count } from '../parts/numbers.ts';
import { Panel } from '../parts/panel.tsx';
import { duration, holdStates } from './wording.ts';

/** What is held now: why, and for how long. */
export function Holds({ identity }: { identity: Identity }) {
  const { holds, terms } = identity;
  if (holds.devices === 0) return null;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel title="Why links are held" description={`A link expires after ${counted(terms.expireDays, 'day')}.`}>
        <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {holds.states.map(({ state, devices }) => (
            <li key={state}>
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm" fw={550}>
                  {holdStates[state].label}
                </Text>
                <Text size="sm" className="numbers">
                  {count(devices)}
                </Text>
              </Group>
              <Text size="xs" c="dimmed">
                {holdStates[state].meaning}
              </Text>
            </li>
          ))}
        </Stack>
      </Panel>
      <Panel title="Age of holds" description="Devices by how long their oldest link waits">
        <div role="img" aria-label={`Chart: ${holds.devices} devices by the age of their hold`}>
          <BarChart
            h={180}
            dataKey="age"
            gridAxis="x"
            data={holds.ages.map(({ fromSeconds, toSeconds, devices }) => ({
              age: ageLabel(fromSeconds, toSeconds),
              Devices: devices,
            }))}
            series={[{ name: 'Devices', color: 'brand.6' }]}
            valueFormatter={count}
            maxBarWidth={36}
            xAxisProps={{ interval: 0, fontSize: 11 }}
          />
        </div>
      </Panel>
    </SimpleGrid>
  );
}

function ageLabel(from: number, to: number | null): string {
  if (to === null) return `> ${duration(from)}`;
  if (from === 0) return `< ${duration(to)}`;
  const [low, unit] = duration(from).split(' ');
  // "1–3 d", and "1 h–1 d" where the units differ.
  return duration(to).endsWith(` ${unit}`) ? `${low}–${duration(to)}` : `${duration(from)}–${duration(to)}`;
}
