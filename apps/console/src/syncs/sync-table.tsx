import { Anchor, Paper, Stack, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { type Sync } from '../api/syncs.ts';
import { StatusBadge } from '../parts/badges.tsx';
import { Ago } from '../parts/time.tsx';

/** The syncs as rows; on a narrow screen as cards. */
export function SyncTable({ project, syncs }: { project: string; syncs: readonly Sync[] }) {
  const address = (sync: Sync) => `/projects/${project}/syncs/${sync.id}/set-up`;
  return (
    <>
      <Paper withBorder visibleFrom="sm" style={{ overflow: 'hidden' }}>
        <Table verticalSpacing="sm" horizontalSpacing="lg" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Sync</Table.Th>
              <Table.Th>Status</Table.Th>
              <Table.Th>App GUID</Table.Th>
              <Table.Th>Changed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {syncs.map((sync) => (
              <Table.Tr key={sync.id}>
                <Table.Td>
                  <Anchor component={Link} to={address(sync)} fw={600} size="sm">
                    {sync.name}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <StatusBadge status={sync.status} />
                </Table.Td>
                <Table.Td>
                  <Text size="sm" {...(sync.appGuid === '' && { c: 'dimmed' })}>
                    {sync.appGuid === '' ? 'not set' : sync.appGuid}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Ago at={sync.updatedAt} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      <Stack gap="sm" hiddenFrom="sm">
        {syncs.map((sync) => (
          <Paper key={sync.id} withBorder p="md">
            <Stack gap={6}>
              <Anchor component={Link} to={address(sync)} fw={600}>
                {sync.name}
              </Anchor>
              <StatusBadge status={sync.status} />
              <Text size="sm" c="dimmed">
                Changed <Ago at={sync.updatedAt} />
              </Text>
            </Stack>
          </Paper>
        ))}
      </Stack>
    </>
  );
}
