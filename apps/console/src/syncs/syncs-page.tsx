import { Button, EmptyState, Paper, Skeleton, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { syncsQuery } from '../api/syncs.ts';
import { Icon } from '../parts/icon.tsx';
import { LoadFailed } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { CreateSync } from './create-sync.tsx';
import { SyncTable } from './sync-table.tsx';

/** The syncs of a project. */
export function Component() {
  const { project = '' } = useParams();
  const { data: syncs, error, refetch } = useQuery(syncsQuery(project));
  const [creating, { open, close }] = useDisclosure(false);
  const mayEdit = useMay('editor', project);
  const create = mayEdit && (
    <Button leftSection={<Icon name="add" size={16} />} onClick={open}>
      Create sync
    </Button>
  );
  return (
    <Page
      title="Syncs"
      description="Each sync sends events and users of this project to one Kochava app."
      actions={syncs !== undefined && syncs.length > 0 ? create : undefined}
    >
      {error && <LoadFailed error={error} retry={() => void refetch()} />}
      {syncs === undefined && !error && <ListSkeleton />}
      {syncs?.length === 0 && (
        <Paper withBorder p="xl">
          <EmptyState
            icon={<Icon name="sync" size={32} />}
            withIndicatorBackground
            title="No sync yet"
            description={
              mayEdit
                ? 'Create one to send this project’s events to a Kochava app. Nothing leaves before you enable it. You need the App GUID from your Kochava dashboard.'
                : 'An editor of this project can create one. Nothing is sent to Kochava before that.'
            }
          >
            <EmptyState.Actions>{create}</EmptyState.Actions>
          </EmptyState>
        </Paper>
      )}
      {syncs !== undefined && syncs.length > 0 && <SyncTable project={project} syncs={syncs} />}
      <CreateSync project={project} opened={creating} onClose={close} />
    </Page>
  );
}

function ListSkeleton() {
  return (
    <Stack gap="xs" role="status" aria-label="Loading the syncs">
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} h={58} />
      ))}
    </Stack>
  );
}
