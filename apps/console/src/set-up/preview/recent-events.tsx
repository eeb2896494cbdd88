import { Button, Menu, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { recentEventsQuery } from '../../api/events.ts';
import { ago } from '../../parts/ago.ts';
import { Icon } from '../../parts/icon.tsx';

/** The newest events of the project, to take one from. */
export function RecentEvents({ project, onChoose }: { project: string; onChoose: (event: string) => void }) {
  const [opened, setOpened] = useState(false);
  const { data: events, error } = useQuery({ ...recentEventsQuery(project), enabled: opened });
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-start" width={320} withinPortal>
      <Menu.Target>
        <Button size="compact-xs" variant="default" rightSection={<Icon name="chevronDown" size={12} />}>
          A recent event
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {events === undefined && <Menu.Label>{error ? error.message : 'Looking …'}</Menu.Label>}
        {events?.length === 0 && <Menu.Label>None came in the last 96 hours</Menu.Label>}
        {events?.map(({ place, event, device, receivedAt, body }) => (
          <Menu.Item key={place} onClick={() => onChoose(JSON.stringify(body, undefined, 2))}>
            <Text size="sm" truncate>
              {event}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {device ?? 'no device'}, {ago(Date.parse(receivedAt), Date.now())}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
