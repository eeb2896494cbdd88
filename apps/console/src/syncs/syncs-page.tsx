import { Button, Skeleton, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { overviewQuery } from '../api/delivery.ts';
import { Icon } from '../parts/icon.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Page } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { CreateSync } from './create-sync.tsx';
import { SyncTable } from './sync-table.tsx';

/** The syncs of a project. */
export function Component() {
  const { project = '' } = useParams();
  const query = useQuery(overviewQuery(project));
  const [creating, { open, close }] = useDisclosure(false);
  const mayEdit = useMay('editor', project);
  const create = mayEdit && (
    <Button leftSection={<Icon name="add" size={16} />} onClick={open}>
      Create sync
    </Button>
  );
  const some = query.data !== undefined && query.data.syncs.length > 0;
  return (
    <Page
      title="Syncs"
      description="Each sync sends events and users of this project to one Kochava app."
      actions={some ? create : undefined}
    >
      <Loaded query={query} skeleton={<ListSkeleton />}>
        {({ syncs }) =>
          syncs.length === 0 ? (
            <Nothing icon="sync" title="No sync yet" whatToDo={mayEdit ? begin : askForOne} action={create} />
          ) : (
            <SyncTable project={project} syncs={syncs} />
          )
        }
      </Loaded>
      {creating && <CreateSync project={project} onClose={close} />}
    </Page>
  );
}

const begin =
  'Create one to send this project’s events to a Kochava app. You need the App GUID from your Kochava dashboard. Nothing leaves before you enable it.';
const askForOne = 'An editor of this project can create one. Nothing is sent to Kochava before that.';

function ListSkeleton() {
  return (
    <Stack gap="xs">
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} h={58} />
      ))}
    </Stack>
  );
}
