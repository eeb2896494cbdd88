import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { createSync, type SyncKind } from '../api/syncs.ts';
import { problemOf } from '../parts/field-problems.ts';
import { FormModal } from '../parts/form-modal.tsx';
import { problemsIn } from '../parts/problems-in.ts';

/** A name and a kind are all that a sync begins with; it is disabled, and nothing is selected. */
export function CreateSync({ project, onClose }: { project: string; onClose: () => void }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<SyncKind>('post-install');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: () => createSync(project, { name: name.trim(), ...(kind === 'install' && { kind }) }),
    onSuccess: async ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: ['overview', project] });
      await navigate(`/projects/${project}/syncs/${id}/set-up`);
    },
  });
  return (
    <FormModal
      title="Create a sync to Kochava"
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
      <Radio.Group
        label="What it sends"
        description="It cannot be changed later."
        value={kind}
        onChange={(chosen) => setKind(chosen as SyncKind)}
      >
        <Stack gap="xs" mt="xs">
          <Radio
            value="post-install"
            label="Kochava (Post Install)"
            description="Events after the install, and users as IdentityLinks."
          />
          <Radio
            value="install"
            label="Kochava (Install)"
            description="The install itself, once for each device. Only for apps without Kochava’s SDK: it reports the install already."
          />
        </Stack>
      </Radio.Group>
      <Text size="sm" c="dimmed">
        It starts disabled: you set it up on the next page, and nothing is sent before you enable it.
      </Text>
    </FormModal>
  );
}
