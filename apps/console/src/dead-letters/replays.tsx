import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { isUnderWay, replaysQuery, stopReplay, type Replay } from '../api/dead-letters.ts';
import { type Sync } from '../api/syncs.ts';
import { Panel } from '../parts/panel.tsx';
import { Ago } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';

/** The replays of late, and how far those under way are. */
export function Replays({ sync }: { sync: Sync }) {
  const { data: replays = [] } = useQuery(replaysQuery(sync.id));
  const queryClient = useQueryClient();
  const running = replays.filter(isUnderWay).length;
  const before = useRef(running);
  useEffect(() => {
    // What a replay has taken is no dead letter any more.
    if (running < before.current) void queryClient.invalidateQueries({ queryKey: ['dead-letters', sync.id] });
    before.current = running;
  }, [running, queryClient, sync.id]);
  if (replays.length === 0) return null;
  return (
    <Panel title="Replays">
      <Stack gap="md">
        {replays.map((replay) => (
          <OneReplay key={replay.id} sync={sync} replay={replay} />
        ))}
      </Stack>
    </Panel>
  );
}

const states: Readonly<Record<Replay['state'], string>> = {
  running: 'under way',
  paused: 'waits until the sync is enabled',
  done: 'done',
  stopped: 'stopped',
};

function OneReplay({ sync, replay }: { sync: Sync; replay: Replay }) {
  const { total, sent, skipped, state, who, why, createdAt } = replay;
  const editable = useMay('editor', sync.project);
  const queryClient = useQueryClient();
  const stop = useMutation({
    mutationFn: () => stopReplay(sync.id, replay.id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: replaysQuery(sync.id).queryKey }),
  });
  const percent = total === 0 ? 100 : ((sent + skipped) / total) * 100;
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          <b>{sent.toLocaleString('en')}</b> of {total.toLocaleString('en')} sent again, {states[state]}
          {skipped > 0 && `, ${skipped.toLocaleString('en')} could not be`}
        </Text>
        {editable && isUnderWay(replay) && (
          <Button size="compact-xs" variant="default" onClick={() => stop.mutate()} loading={stop.isPending}>
            Stop
          </Button>
        )}
      </Group>
      <Progress value={percent} size="sm" aria-label="How far the replay is" />
      <Text size="xs" c="dimmed">
        {who}, <Ago at={createdAt} size="xs" />
        {why !== '' && `: ${why}`}
      </Text>
    </Stack>
  );
}
