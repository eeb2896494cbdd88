import { Badge, Group, Stack, Text } from '@mantine/core';
import { type Alerts } from '../api/alerts.ts';
import { Nothing } from '../parts/nothing.tsx';
import { Panel } from '../parts/panel.tsx';
import { Ago } from '../parts/time.tsx';
import classes from './rule-row.module.css';

type Notice = Alerts['notices'][number];

const events: Readonly<Record<Notice['event'], { label: string; color: string }>> = {
  firing: { label: 'began', color: 'red' },
  continuing: { label: 'goes on', color: 'yellow' },
  resolved: { label: 'over', color: 'brand' },
};
const states: Readonly<Record<Notice['state'], string>> = {
  waiting: 'not delivered yet',
  delivered: 'delivered',
  'given-up': 'could not be delivered',
  'not-sent': 'shown here only',
};

/** What was told lately. */
export function Notices({ alerts: { notices } }: { alerts: Alerts }) {
  return (
    <Panel title="Told lately">
      {notices.length === 0 ? (
        <Nothing
          icon="alert"
          title="Nothing was told yet"
          whatToDo="Switch on what is to be watched. What begins, goes on and ends is listed here, and whether it reached you."
          framed={false}
        />
      ) : (
        <ol style={{ margin: 0, padding: 0, listStyle: 'none' }}>
          {notices.map((notice) => (
            <Told key={notice.id} notice={notice} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Told({ notice: { title, text, event, at, state, problem } }: { notice: Notice }) {
  return (
    <li className={classes.row}>
      <Stack gap={2}>
        <Group gap="xs">
          <Badge size="sm" radius="sm" variant="light" tt="none" color={events[event].color}>
            {events[event].label}
          </Badge>
          <Text size="sm" fw={550}>
            {title}
          </Text>
        </Group>
        <Text size="sm">{text}</Text>
        <Text size="xs" c="dimmed">
          <Ago at={at} size="xs" />, {states[state]}
          {problem !== null && `: ${problem}`}
        </Text>
      </Stack>
    </li>
  );
}
