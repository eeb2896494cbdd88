import { Badge, Box, Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Outlet, useLocation, useNavigate, useParams } from 'react-router';
import { syncQuery, type Sync } from '../api/syncs.ts';
import { StatusBadge } from '../parts/badges.tsx';
import { Identifier } from '../parts/copy.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Page } from '../parts/page.tsx';
import classes from './sync-layout.module.css';

const tabs: readonly { path: string; label: string; icon: IconName }[] = [
  { path: 'set-up', label: 'Set-up', icon: 'setUp' },
  { path: 'delivery', label: 'Delivery', icon: 'delivery' },
  { path: 'identity', label: 'Identity', icon: 'identity' },
  { path: 'dead-letters', label: 'Dead letters', icon: 'dead' },
  { path: 'alerts', label: 'Alerts', icon: 'alert' },
  { path: 'history', label: 'History', icon: 'history' },
];

/** One sync: its name and state, and its pages as tabs. */
export function Component() {
  const { project = '', sync: id = '' } = useParams();
  const query = useQuery(syncQuery(id));
  const sync = query.data;
  return (
    <Page
      title={sync?.name ?? 'Sync'}
      crumbs={[{ label: 'Syncs', to: `/projects/${project}/syncs` }]}
      badge={sync && <SyncBadges sync={sync} />}
      description={<Identifier value={id} what="sync id" />}
    >
      <SyncTabs base={`/projects/${project}/syncs/${id}`}>
        <Loaded query={query} skeleton={<Skeleton h={320} />}>
          {(loaded) => <Outlet key={loaded.id} context={loaded} />}
        </Loaded>
      </SyncTabs>
    </Page>
  );
}

function SyncBadges({ sync: { status, kind } }: { sync: Sync }) {
  return (
    <>
      <StatusBadge status={status} />
      {kind === 'install' && (
        <Badge variant="default" radius="sm" tt="none" fw={600}>
          Installs
        </Badge>
      )}
    </>
  );
}

function SyncTabs({ base, children }: { base: string; children: React.ReactNode }) {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const current = pathname.slice(base.length + 1).split('/')[0] ?? '';
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Where not all tabs fit, the one that is open is in sight.
    const show = () =>
      strip.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    show();
    window.addEventListener('resize', show);
    return () => window.removeEventListener('resize', show);
  }, [current]);
  return (
    <Tabs
      value={current}
      onChange={(path) => void navigate(`${base}/${path}`)}
      keepMounted={false}
      activateTabWithKeyboard={false}
    >
      <Box className={classes.strip} ref={strip}>
        <Tabs.List className={classes.list ?? ''} aria-label="Pages of this sync">
          {tabs.map(({ path, label, icon }) => (
            <Tabs.Tab key={path} value={path} leftSection={<Icon name={icon} size={16} />}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Box>
      <Tabs.Panel value={current} pt="lg">
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}
