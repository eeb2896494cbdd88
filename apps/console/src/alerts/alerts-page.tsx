import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useOutletContext } from 'react-router';
import { alertsQuery } from '../api/alerts.ts';
import { type Sync } from '../api/syncs.ts';
import { Loaded } from '../parts/loaded.tsx';
import { useMay } from '../session/session.ts';
import { AlertsForm } from './alerts-form.tsx';
import { Firing } from './firing.tsx';
import { Notices } from './notices.tsx';
import { ShownOnce } from './shown-once.tsx';

/** What is watched of a sync, where it is told, what was told lately. */
export function Component() {
  const sync = useOutletContext<Sync>();
  const query = useQuery(alertsQuery(sync.id));
  const editable = useMay('editor', sync.project);
  const [secret, setSecret] = useState<string>();
  return (
    <Loaded query={query}>
      {(alerts) => (
        <Stack gap="lg">
          <Firing alerts={alerts} />
          {/* Somebody else's newer version is a new form. */}
          <AlertsForm key={alerts.updatedAt} sync={sync} alerts={alerts} editable={editable} onSecret={setSecret} />
          <Notices alerts={alerts} />
          {secret !== undefined && <ShownOnce secret={secret} onClose={() => setSecret(undefined)} />}
        </Stack>
      )}
    </Loaded>
  );
}
