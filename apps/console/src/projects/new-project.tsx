import { Button, Group, Paper, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { createProject, projectsQuery } from '../api/projects.ts';
import { problemsIn } from '../parts/problems-in.ts';
import { problemOf } from '../parts/field-problems.ts';
import { Notice, sentence } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';

/** Registers an Amplitude project. */
export function Component() {
  const [name, setName] = useState('');
  const [apiKey, setApiKey] = useState('');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: () => createProject({ name: name.trim(), ...(apiKey !== '' && { apiKey: apiKey.trim() }) }),
    onSuccess: async ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
      await navigate(`/projects/${id}/syncs`);
    },
  });
  const problems = problemsIn(create.error);
  return (
    <Page
      title="New project"
      description="One Amplitude project: the apps that send with its API key, and the syncs that send its events on to Kochava."
    >
      <Paper withBorder p="lg" maw={560}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <Stack>
            <TextInput
              label="Project name"
              description="As your team knows it, for example the name of the app."
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={problemOf(problems, '/name')}
              required
              maxLength={200}
              data-autofocus
            />
            <TextInput
              label="Amplitude API key"
              description="The key that your SDKs send today: keep it, and only their server URL changes. Leave it empty for a new one."
              value={apiKey}
              onChange={(event) => setApiKey(event.currentTarget.value)}
              error={problemOf(problems, '/apiKey')}
              autoComplete="off"
              spellCheck={false}
            />
            {create.error && problems.length === 0 && (
              <Notice tone="bad" title="The project was not created">
                {sentence(create.error.message)}
              </Notice>
            )}
            <Group justify="flex-end">
              <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
                Create project
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Page>
  );
}
