import { Group, NumberInput, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { diffQuery } from '../api/history.ts';
import { type Sync } from '../api/syncs.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Panel } from '../parts/panel.tsx';
import { Changes } from './changes.tsx';

/** What differs between two versions. */
export function Compare({ sync }: { sync: Sync }) {
  const [from, setFrom] = useState(1);
  const [to, setTo] = useState(sync.version);
  const query = useQuery({ ...diffQuery(sync.id, from, to), placeholderData: keepPreviousData });
  const version = (label: string, value: number, set: (version: number) => void) => (
    <NumberInput
      label={label}
      value={value}
      onChange={(chosen) => set(typeof chosen === 'number' ? chosen : value)}
      min={1}
      max={sync.version}
      clampBehavior="strict"
      allowDecimal={false}
      w={110}
      size="xs"
    />
  );
  return (
    <Panel
      title="Compare two versions"
      aside={
        <Group gap="xs">
          {version('From version', from, setFrom)}
          {version('To version', to, setTo)}
        </Group>
      }
    >
      <Loaded query={query} skeleton={<Skeleton h={40} />}>
        {(changes) => <Changes changes={changes} />}
      </Loaded>
    </Panel>
  );
}
