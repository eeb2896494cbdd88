import { Box, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useOutletContext } from 'react-router';
import { historyQuery } from '../api/history.ts';
import { type Sync } from '../api/syncs.ts';
import { Paged } from '../parts/paged.tsx';
import { Panel } from '../parts/panel.tsx';
import { useMay } from '../session/session.ts';
import { Compare } from './compare.tsx';
import { RollBack } from './roll-back.tsx';
import { VersionEntry } from './version-entry.tsx';

/** Every change of a sync; each can be looked at, compared and gone back to. */
export function Component() {
  const sync = useOutletContext<Sync>();
  const editable = useMay('editor', sync.project);
  const query = useInfiniteQuery(historyQuery(sync.id));
  const [backTo, setBackTo] = useState<number>();
  return (
    <Stack gap="lg">
      {sync.version > 1 && <Compare sync={sync} />}
      <Panel
        title="Every change"
        description="The newest first. What is sent carries the version that it was mapped with."
      >
        <Paged query={query}>
          {(pages) => (
            <Box component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
              {pages
                .flatMap(({ versions }) => versions)
                .map((entry) => (
                  <VersionEntry
                    key={entry.version}
                    entry={entry}
                    current={entry.version === sync.version}
                    {...(editable && entry.version < sync.version && { onRollBack: () => setBackTo(entry.version) })}
                  />
                ))}
            </Box>
          )}
        </Paged>
      </Panel>
      {backTo !== undefined && <RollBack sync={sync} version={backTo} onClose={() => setBackTo(undefined)} />}
    </Stack>
  );
}
