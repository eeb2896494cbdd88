import { Group, SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { anyEvent, type Wanted } from '../api/events.ts';
import { syncsQuery } from '../api/syncs.ts';
import { Page } from '../parts/page.tsx';
import { LiveFeed } from './live-feed.tsx';
import { SearchResults } from './search-results.tsx';
import { WantedFields } from './wanted-fields.tsx';

/** Events as they pass, or the ones that are still stored. */
export function Component() {
  const { project = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const stored = search.get('show') === 'stored';
  const [wanted, setWanted] = useState<Wanted>(anyEvent);
  const [sync, setSync] = useState('');
  const [settled] = useDebouncedValue(wanted, 400);
  const { data: syncs = [] } = useQuery(syncsQuery(project));
  return (
    <Page
      title="Live events"
      description={
        stored
          ? 'Events of the last 96 hours, the newest first. Open one to see its whole way.'
          : 'Events as they pass, and what becomes of them.'
      }
      actions={
        <SegmentedControl
          value={stored ? 'stored' : 'live'}
          onChange={(show) => setSearch(show === 'stored' ? { show } : {}, { replace: true })}
          data={[
            { value: 'live', label: 'Live' },
            { value: 'stored', label: 'Search' },
          ]}
          aria-label="What is shown"
        />
      }
    >
      <Group align="flex-end" gap="sm">
        <WantedFields wanted={wanted} onChange={setWanted} sync={sync} syncs={stored ? [] : syncs} onSync={setSync} />
      </Group>
      {stored ? (
        <SearchResults project={project} wanted={settled} />
      ) : (
        <LiveFeed project={project} wanted={settled} sync={sync} syncs={syncs} />
      )}
    </Page>
  );
}
