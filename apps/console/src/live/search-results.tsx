import { Anchor, Paper, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { eventsQuery, type StoredEvent, type Wanted } from '../api/events.ts';
import { Nothing } from '../parts/nothing.tsx';
import { Paged } from '../parts/paged.tsx';
import { Rows } from '../parts/rows.tsx';
import { Ago, exact } from '../parts/time.tsx';

/** What is still stored of the wanted events. */
export function SearchResults({ project, wanted }: { project: string; wanted: Wanted }) {
  const query = useInfiniteQuery(eventsQuery(project, wanted));
  const reached = query.data?.pages.at(-1)?.reached ?? null;
  return (
    <Paged query={query}>
      {(pages) => {
        const events = pages.flatMap((page) => page.events);
        if (events.length === 0) return <Empty reached={reached} />;
        return (
          <Paper withBorder style={{ overflow: 'hidden' }}>
            <Rows
              label="Stored events"
              columns={['Event', 'Device', 'User', 'Insert id', 'Received']}
              rows={events.map((event) => ({ key: event.place, cells: cells(project, event) }))}
            />
          </Paper>
        );
      }}
    </Paged>
  );
}

function Empty({ reached }: { reached: string | null }) {
  return (
    <Nothing
      icon="search"
      title="No such event"
      whatToDo={
        reached === null
          ? 'Each field is compared as a whole, upper and lower case included. Events are kept for 96 hours.'
          : `Looked back to ${exact(new Date(reached))}. Narrow the search with a device id: it is looked for much faster.`
      }
    />
  );
}

function cells(project: string, { event, device, user, insertId, place, receivedAt }: StoredEvent) {
  const way = `/projects/${project}/events/${encodeURIComponent(insertId ?? '')}?place=${place}`;
  return [
    insertId === null ? (
      <Text key="event" size="sm" fw={550}>
        {event}
      </Text>
    ) : (
      <Anchor key="event" component={Link} to={way} size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
        {event}
      </Anchor>
    ),
    <Id key="device" value={device} />,
    <Id key="user" value={user} />,
    <Id key="insert" value={insertId} />,
    <Ago key="at" at={receivedAt} />,
  ];
}

function Id({ value }: { value: string | null }) {
  return (
    <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
      {value ?? '–'}
    </Text>
  );
}
