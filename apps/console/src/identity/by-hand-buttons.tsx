import { Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { doByHand, type ByHand, type DeviceHistory } from '../api/identity.ts';
import { type Sync } from '../api/syncs.ts';
import { Confirm } from '../parts/confirm.tsx';
import { problemOf } from '../parts/field-problems.ts';
import { Notice, sentence } from '../parts/notice.tsx';
import { problemsIn } from '../parts/problems-in.ts';
import { useToast } from '../parts/toast.tsx';
import { resultOf } from './wording.ts';

const words = {
  release: {
    title: 'Release this link by hand?',
    action: 'Release',
    help: 'What is held of the device leaves for Kochava now.',
  },
  reopen: {
    title: 'Re-open expired links?',
    action: 'Re-open',
    help: 'What expired or was refused of this device is held again, as far as nothing newer has replaced it.',
  },
} as const;

/** What an editor may do about a device; both are written to the log with who and why. */
export function ByHandButtons({ sync, history }: { sync: Sync; history: DeviceHistory }) {
  const [doing, setDoing] = useState<ByHand>();
  const { device, facts } = history;
  const ended = facts.some(({ type }) => type === 'LinkExpired' || type === 'LinkRejected');
  if (!device.hold && !ended) return null;
  return (
    <Group gap="xs">
      {device.hold && (
        <Button variant="default" size="xs" onClick={() => setDoing('release')}>
          Release now
        </Button>
      )}
      {ended && (
        <Button variant="default" size="xs" onClick={() => setDoing('reopen')}>
          Re-open expired links
        </Button>
      )}
      {doing && <Ask key={doing} sync={sync} history={history} what={doing} onClose={() => setDoing(undefined)} />}
    </Group>
  );
}

interface AskProps {
  readonly sync: Sync;
  readonly history: DeviceHistory;
  readonly what: ByHand;
  readonly onClose: () => void;
}

function Ask({ sync, history, what, onClose }: AskProps) {
  const [why, setWhy] = useState('');
  const { device } = history.device;
  const queryClient = useQueryClient();
  const say = useToast();
  const order = useMutation({
    mutationFn: () => doByHand(sync.id, device, what, why.trim()),
    onSuccess: async ({ orders }) => {
      say(words[what].action, `${[...new Set(orders.map(({ result }) => resultOf(result)))].join('; ')}.`);
      onClose();
      for (const key of ['device', 'devices', 'identity', 'dead-letters']) {
        await queryClient.invalidateQueries({ queryKey: [key, sync.id] });
      }
    },
  });
  return (
    <Confirm
      opened
      title={words[what].title}
      action={words[what].action}
      busy={order.isPending}
      disabled={why.trim() === ''}
      onConfirm={() => order.mutate()}
      onClose={onClose}
    >
      <Text size="sm">{words[what].help}</Text>
      {what === 'release' && history.warning !== null && (
        <Notice tone="warning" title="Kochava will not tie it">
          {sentence(history.warning)}
        </Notice>
      )}
      <TextInput
        label="Why"
        description="Written to the log of the device and to the audit log."
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        error={problemOf(problemsIn(order.error), '/why')}
        required
        maxLength={1000}
        data-autofocus
      />
      {order.error && problemsIn(order.error).length === 0 && (
        <Notice tone="bad" title="This was not done">
          {sentence(order.error.message)}
        </Notice>
      )}
    </Confirm>
  );
}
