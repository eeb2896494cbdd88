import { Accordion, Group, Stack, Text } from '@mantine/core';
import { type DeliveryStep } from '../api/delivery.ts';
import { count } from '../parts/numbers.ts';

/** Steps at which events leave the way, and why they do. */
const leaving: Readonly<Partial<Record<DeliveryStep['step'], string>>> = {
  filtered: 'Why events were filtered',
  notMappable: 'Why events could not be mapped',
};

export function StepReasons({ steps }: { steps: readonly DeliveryStep[] }) {
  const shown = steps.filter(({ step, reasons }) => leaving[step] !== undefined && reasons.length > 0);
  if (shown.length === 0) return null;
  return (
    <Accordion variant="separated" chevronPosition="left" multiple order={3}>
      {shown.map(({ step, reasons }) => (
        <Accordion.Item key={step} value={step}>
          <Accordion.Control>
            <Text size="sm" fw={550}>
              {leaving[step]}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
              {reasons.map(({ reason, n, title, meaning, advice }) => (
                <li key={reason}>
                  <Group justify="space-between" gap="sm" wrap="nowrap">
                    <Text size="sm" fw={550}>
                      {title}
                    </Text>
                    <Text size="sm" className="numbers">
                      {count(n)}
                    </Text>
                  </Group>
                  <Text size="xs" c="dimmed">
                    {meaning} {advice}
                  </Text>
                </li>
              ))}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
