import { Accordion, Badge, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { type AuditEntry } from '../api/access.ts';
import { type Project } from '../api/projects.ts';
import { Json } from '../parts/json.tsx';
import { exact } from '../parts/time.tsx';
import { actionOf } from './audit-wording.ts';

/** The entries; each opens to what was before and after. */
export function AuditEntries({ entries, projects }: { entries: readonly AuditEntry[]; projects: readonly Project[] }) {
  return (
    <Accordion
      variant="contained"
      chevronPosition="right"
      order={3}
      bg="var(--mantine-color-body)"
      style={{ borderRadius: 8 }}
    >
      {entries.map((entry) => (
        <Accordion.Item key={entry.seq} value={String(entry.seq)}>
          <Accordion.Control>
            <Group justify="space-between" gap="xs" pr="sm">
              <Stack gap={0} miw={0} flex="1 1 220px">
                <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
                  {actionOf(entry)}
                </Text>
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {entry.who.name === '' ? 'unknown' : entry.who.name}
                  {entry.project !== null && `, ${nameOf(entry.project, projects)}`}
                </Text>
              </Stack>
              <Group gap="sm" wrap="nowrap">
                <Outcome status={entry.status} />
                <Text size="xs" c="dimmed">
                  {exact(new Date(entry.at))}
                </Text>
              </Group>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Details entry={entry} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function nameOf(id: string, projects: readonly Project[]): string {
  return projects.find((project) => project.id === id)?.name ?? id;
}

function Outcome({ status }: { status: number | null }) {
  if (status === null) return <Mark color="yellow">no end known</Mark>;
  if (status < 400) return <Mark color="brand">done</Mark>;
  return <Mark color="red">{`refused ${status}`}</Mark>;
}

function Mark({ color, children }: { color: string; children: string }) {
  return (
    <Badge size="sm" radius="sm" variant="light" color={color} tt="none">
      {children}
    </Badge>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {entry.method} {entry.route}, request {entry.request}
        {entry.ip !== null && `, from ${entry.ip}`}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {entry.before !== null && <Side label="Before" value={entry.before} />}
        {entry.after !== null && <Side label="After" value={entry.after} />}
      </SimpleGrid>
    </Stack>
  );
}

function Side({ label, value }: { label: string; value: unknown }) {
  return (
    <Stack gap={4} miw={0}>
      <Text size="xs" fw={600}>
        {label}
      </Text>
      <Json value={value} label={label} maxHeight={260} />
    </Stack>
  );
}
