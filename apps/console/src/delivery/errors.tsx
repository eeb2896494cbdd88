import { Accordion, Badge, Group, Stack, Text } from '@mantine/core';
import { type DeliveryError } from '../api/delivery.ts';
import { Nothing } from '../parts/nothing.tsx';
import { count } from '../parts/numbers.ts';
import { Panel } from '../parts/panel.tsx';
import { Samples } from './samples.tsx';

/** What went wrong, by its class, with what to do and a few samples. */
export function Errors({ sync, errors }: { sync: string; errors: readonly DeliveryError[] }) {
  return (
    <Panel
      title="Errors"
      description="By what Kochava answered. Retries are not lost: they are tried again for 72 hours."
    >
      {errors.length === 0 ? (
        <Nothing
          icon="check"
          title="No errors in this period"
          whatToDo="Kochava accepted everything at the first attempt."
          framed={false}
        />
      ) : (
        <Accordion variant="contained" order={3}>
          {errors.map((error) => (
            <Accordion.Item key={`${error.kind} ${error.class}`} value={`${error.kind}-${error.class}`}>
              <Accordion.Control>
                <Summary error={error} />
              </Accordion.Control>
              <Accordion.Panel>
                <Stack gap="md">
                  <Text size="sm">{error.advice}</Text>
                  {error.samples > 0 && <Samples sync={sync} kind={error.kind} errorClass={error.class} />}
                </Stack>
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </Panel>
  );
}

function Summary({ error }: { error: DeliveryError }) {
  return (
    <Group justify="space-between" gap="sm" pr="sm">
      <Stack gap={0} flex="1 1 260px" miw={0}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {error.title}
          </Text>
          <Badge size="sm" radius="sm" variant="default" tt="none">
            {error.kind === 'event' ? 'event' : 'IdentityLink'}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          {error.meaning}
        </Text>
      </Stack>
      <Group gap="md" className="numbers">
        <Text size="sm">
          <b>{count(error.notDelivered)}</b> not delivered
        </Text>
        <Text size="sm" c="dimmed">
          {count(error.retries)} retries
        </Text>
      </Group>
    </Group>
  );
}
