import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useOutletContext } from 'react-router';
import { identityQuery, type Identity } from '../api/identity.ts';
import { type Sync } from '../api/syncs.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { RangePicker, useRange } from '../parts/range-picker.tsx';
import { Devices } from './devices.tsx';
import { Holds } from './holds.tsx';
import { LinkNumbers } from './link-numbers.tsx';

/** IdentityLinks: what is held and why, what left, what expired. */
export function Component() {
  const sync = useOutletContext<Sync>();
  const [range, setRange] = useRange();
  const query = useQuery(identityQuery(sync.id, range));
  return (
    <Stack gap="lg">
      <div>
        <RangePicker range={range} onChange={setRange} />
      </div>
      <Loaded query={query}>
        {(identity) =>
          isEmpty(identity) ? (
            <NoLinks sending={sync.sendUsers.enabled} />
          ) : (
            <>
              <LinkNumbers identity={identity} />
              <Holds identity={identity} />
            </>
          )
        }
      </Loaded>
      <Devices sync={sync} />
    </Stack>
  );
}

function isEmpty({ totals, holds }: Identity): boolean {
  return holds.devices === 0 && Object.values(totals).every((n) => n === 0);
}

function NoLinks({ sending }: { sending: boolean }) {
  return (
    <Nothing
      icon="identity"
      title={sending ? 'No links in this period' : 'Send Users is off'}
      whatToDo={
        sending
          ? 'When an app changes a selected user property, its link appears here: held at first, and released once Kochava has the device.'
          : 'Switch on Send Users in the set-up and select user properties: each change then becomes an IdentityLink.'
      }
    />
  );
}
