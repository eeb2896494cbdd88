import { Badge, Button, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { type Wanted } from '../api/events.ts';
import { type Sync } from '../api/syncs.ts';
import { Icon } from '../parts/icon.tsx';
import { Notice, sentence } from '../parts/notice.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { count } from '../parts/numbers.ts';
import { LiveRows } from './live-rows.tsx';
import { useLive, type Live } from './use-live.ts';

interface LiveFeedProps {
  readonly project: string;
  readonly wanted: Wanted;
  readonly sync: string;
  readonly syncs: readonly Sync[];
}

export function LiveFeed({ project, wanted, sync, syncs }: LiveFeedProps) {
  const [paused, setPaused] = useState(false);
  const live = useLive(project, { wanted, sync }, paused);
  return (
    <>
      {live.state === 'lost' && (
        <Notice tone="warning" title="Not watching now">
          {sentence(live.problem ?? '')}
        </Notice>
      )}
      <Paper withBorder style={{ overflow: 'hidden' }}>
        <Group justify="space-between" px="lg" py="sm" gap="sm">
          <Group gap="sm">
            <StateBadge state={live.state} />
            {live.skipped > 0 && (
              <Text size="xs" c="dimmed">
                {count(live.skipped)} more were too many to show
              </Text>
            )}
          </Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name={paused ? 'play' : 'pause'} size={14} />}
            onClick={() => setPaused(!paused)}
          >
            {paused ? 'Go on' : 'Pause'}
          </Button>
        </Group>
        {live.steps.length === 0 ? (
          <Nothing
            icon="live"
            title="Waiting for events"
            whatToDo="Nothing has passed since this page was opened. “Connect an app” shows how apps send here; “Search” finds what came before."
            framed={false}
          />
        ) : (
          <LiveRows project={project} steps={live.steps} syncs={syncs} />
        )}
      </Paper>
    </>
  );
}

const states: Readonly<Record<Live['state'], { label: string; color: string }>> = {
  connecting: { label: 'Connecting', color: 'gray' },
  watching: { label: 'Watching', color: 'brand' },
  paused: { label: 'Paused', color: 'yellow' },
  lost: { label: 'Not watching', color: 'red' },
};

function StateBadge({ state }: { state: Live['state'] }) {
  const { label, color } = states[state];
  return (
    <Badge variant={color === 'gray' ? 'default' : 'light'} color={color} radius="sm" tt="none" role="status">
      {label}
    </Badge>
  );
}
