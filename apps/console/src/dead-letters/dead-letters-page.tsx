import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useOutletContext } from 'react-router';
import { groupsQuery, type LetterFilter, type LetterGroup } from '../api/dead-letters.ts';
import { type Sync } from '../api/syncs.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { DeviceFilter, ofDevice, withDevice } from './device-filter.tsx';
import { Groups } from './groups.tsx';
import { Letters } from './letters.tsx';
import { Replays } from './replays.tsx';

/** What could not be delivered: looked at, sent again, or deleted. */
export function Component() {
  const sync = useOutletContext<Sync>();
  const groups = useQuery(groupsQuery(sync.id));
  const [filter, setFilter] = useState<LetterFilter>({});
  return (
    <Stack gap="lg">
      <Replays sync={sync} />
      <Loaded query={groups}>
        {(all) =>
          all.length === 0 ? (
            <Nothing
              icon="check"
              title="No dead letters"
              whatToDo="Everything that this sync sent was accepted, or is still being tried. What Kochava refuses for good comes here, is kept for 30 days, and can be sent again."
            />
          ) : (
            <>
              <Groups
                groups={all}
                chosen={filter}
                onChoose={(reason) => setFilter({ ...ofDevice(filter), ...reason })}
              />
              <DeviceFilter onChange={(device) => setFilter(withDevice(filter, device))} />
              <Letters key={JSON.stringify(filter)} sync={sync} filter={filter} total={totalOf(all, filter)} />
            </>
          )
        }
      </Loaded>
    </Stack>
  );
}

/** undefined = not counted: the groups say nothing of devices. */
function totalOf(groups: readonly LetterGroup[], filter: LetterFilter): number | undefined {
  if (filter.device !== undefined) return undefined;
  return groups
    .filter(({ kind, reason }) => filter.reason === undefined || (reason === filter.reason && kind === filter.kind))
    .reduce((sum, { n }) => sum + n, 0);
}
