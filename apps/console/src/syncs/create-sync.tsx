import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError } from '../api/http.ts';
import { createSync } from '../api/syncs.ts';
import { problemOf } from '../parts/field-problems.ts';
import { sentence } from '../parts/notice.tsx';

/** A name is all that a sync begins with; it is disabled, and nothing is selected. */
export function CreateSync({ project, opened, onClose }: { project: string; opened: boolean; onClose: () => void }) {
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: () => createSync(project, { name: name.trim() }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ['syncs', project] });
      setName('');
      onClose();
      await navigate(`/projects/${project}/syncs/${id}/set-up`);
    },
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Create a sync to Kochava (Post Install)"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Sync name"
            description="Shown in lists and alerts, for example “iOS purchases to Kochava”."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={create.error ? nameProblem(create.error) : undefined}
            required
            maxLength={200}
            data-autofocus
          />
          <Text size="sm" c="dimmed">
            It starts disabled: you set it up on the next page, and nothing is sent before you enable it.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
              Create Sync
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function nameProblem(error: Error): string {
  const problems = error instanceof ApiError ? error.problems : [];
  return problemOf(problems, '/name') ?? sentence(error.message);
}
