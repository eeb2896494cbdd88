import { Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { createSync } from '../api/syncs.ts';
import { problemOf } from '../parts/field-problems.ts';
import { FormModal } from '../parts/form-modal.tsx';
import { problemsIn } from '../parts/problems-in.ts';

/** A name is all that a sync begins with; it is disabled, and nothing is selected. */
export function CreateSync({ project, onClose }: { project: string; onClose: () => void }) {
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: () => createSync(project, { name: name.trim() }),
    onSuccess: async ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: ['overview', project] });
      await navigate(`/projects/${project}/syncs/${id}/set-up`);
    },
  });
  return (
    <FormModal
      title="Create a sync to Kochava (Post Install)"
      action="Create Sync"
      busy={create.isPending}
      disabled={name.trim() === ''}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Sync name"
        description="Shown in lists and alerts, for example “iOS purchases to Kochava”."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problemOf(problemsIn(create.error), '/name')}
        required
        maxLength={200}
        data-autofocus
      />
      <Text size="sm" c="dimmed">
        It starts disabled: you set it up on the next page, and nothing is sent before you enable it.
      </Text>
    </FormModal>
  );
}
