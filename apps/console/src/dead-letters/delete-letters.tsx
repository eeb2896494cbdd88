import { Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteLetters, type Meant } from '../api/dead-letters.ts';
import { type Sync } from '../api/syncs.ts';
import { counted } from '../parts/ago.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Notice, sentence } from '../parts/notice.tsx';
import { useToast } from '../parts/toast.tsx';

interface DeleteLettersProps {
  readonly sync: Sync;
  readonly meant: Meant;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Deletes letters for good, after counting them. */
export function DeleteLetters({ sync, meant, onClose, onDone }: DeleteLettersProps) {
  const [why, setWhy] = useState('');
  const queryClient = useQueryClient();
  const say = useToast();
  const preview = useQuery({
    queryKey: ['dead-letters', sync.id, 'to-delete', meant],
    queryFn: () => deleteLetters(sync.id, { ...meant, preview: true }),
  });
  const remove = useMutation({
    mutationFn: () => deleteLetters(sync.id, { ...meant, ...(why !== '' && { why }) }),
    onSuccess: async ({ deleted }) => {
      await queryClient.invalidateQueries({ queryKey: ['dead-letters', sync.id] });
      say(`${counted(deleted, 'letter')} deleted`);
      onDone();
    },
  });
  const matching = preview.data?.matching ?? 0;
  return (
    <Confirm
      opened
      title="Delete dead letters"
      action={preview.data ? `Delete ${matching.toLocaleString('en')}` : 'Delete'}
      danger
      busy={remove.isPending}
      disabled={matching === 0}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        Nothing of what is in them is left, and they cannot be sent any more. This cannot be undone.
      </Text>
      <TextInput
        label="Why (optional)"
        description="Shown in the audit log."
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        maxLength={500}
      />
      {remove.error && (
        <Notice tone="bad" title="Nothing was deleted">
          {sentence(remove.error.message)}
        </Notice>
      )}
    </Confirm>
  );
}
