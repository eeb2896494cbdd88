import { List, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { replay, type Meant, type ReplayAnswer, type ReplayOrder } from '../api/dead-letters.ts';
import { type Sync } from '../api/syncs.ts';
import { counted } from '../parts/ago.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Notice, sentence } from '../parts/notice.tsx';
import { seconds } from '../parts/numbers.ts';
import { useToast } from '../parts/toast.tsx';
import { hindrances } from './wording.ts';

interface ReplayLettersProps {
  readonly sync: Sync;
  readonly meant: Meant;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Sends letters again, after counting them. */
export function ReplayLetters({ sync, meant, onClose, onDone }: ReplayLettersProps) {
  const [version, setVersion] = useState<ReplayOrder['version']>('current');
  const [rate, setRate] = useState(50);
  const [why, setWhy] = useState('');
  const queryClient = useQueryClient();
  const say = useToast();
  const order: ReplayOrder = { ...meant, version, rate };
  const preview = useQuery({
    queryKey: ['dead-letters', sync.id, 'preview', order],
    queryFn: () => replay(sync.id, { ...order, preview: true }),
    placeholderData: (before) => before,
  });
  const start = useMutation({
    mutationFn: () => replay(sync.id, { ...order, ...(why !== '' && { why }) }),
    onSuccess: async ({ replayable }) => {
      await queryClient.invalidateQueries({ queryKey: ['dead-letters', sync.id] });
      say(`${counted(replayable, 'letter')} will be sent again`);
      onDone();
    },
  });
  return (
    <Confirm
      opened
      title="Replay dead letters"
      action={preview.data ? `Replay ${preview.data.replayable.toLocaleString('en')}` : 'Replay'}
      busy={start.isPending}
      disabled={(preview.data?.replayable ?? 0) === 0}
      onConfirm={() => start.mutate()}
      onClose={onClose}
    >
      <Radio.Group label="How" value={version} onChange={(value) => setVersion(value as ReplayOrder['version'])}>
        <Stack gap="xs" mt={4}>
          <Radio
            value="current"
            label={`Mapped anew, with version ${sync.version}`}
            description="For letters that a correction of the set-up helps."
          />
          <Radio
            value="original"
            label="The very same requests"
            description="For letters that only Kochava’s side was in the way of."
          />
        </Stack>
      </Radio.Group>
      <NumberInput
        label="Letters a second, at most"
        value={rate}
        onChange={(value) => setRate(typeof value === 'number' ? value : rate)}
        min={1}
        max={1000}
        allowDecimal={false}
        clampBehavior="strict"
        maw={220}
      />
      <TextInput
        label="Why (optional)"
        description="Shown with the replay and in the audit log."
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        maxLength={500}
      />
      <div aria-live="polite">{preview.data && <Counted answer={preview.data} />}</div>
      {(preview.error ?? start.error) && (
        <Notice tone="bad" title="It cannot be replayed so">
          {sentence((preview.error ?? start.error)?.message ?? '')}
        </Notice>
      )}
    </Confirm>
  );
}

function Counted({ answer: { matching, replayable, hindered, seconds: takes } }: { answer: ReplayAnswer }) {
  return (
    <Stack gap={4}>
      <Text size="sm">
        <b>{replayable.toLocaleString('en')}</b> of {counted(matching, 'letter')} can be sent
        {replayable > 0 && `; it takes about ${seconds(Math.max(1, takes))}`}.
      </Text>
      {hindered.length > 0 && (
        <List size="sm">
          {hindered.map(({ hindrance, n }) => (
            <List.Item key={hindrance}>
              {n}: {hindrances[hindrance]}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
