import { Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { diffQuery, historyQuery, rollBack } from '../api/history.ts';
import { syncQuery, type Sync } from '../api/syncs.ts';
import { Confirm } from '../parts/confirm.tsx';
import { asSentence } from '../parts/field-problems.ts';
import { problemsIn } from '../parts/problems-in.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Notice, sentence } from '../parts/notice.tsx';
import { useToast } from '../parts/toast.tsx';
import { Changes } from './changes.tsx';
import { labelOf } from './wording.ts';

/** Goes back to the settings of a version, after showing what that changes. */
export function RollBack({ sync, version, onClose }: { sync: Sync; version: number; onClose: () => void }) {
  const [why, setWhy] = useState('');
  const queryClient = useQueryClient();
  const say = useToast();
  const diff = useQuery(diffQuery(sync.id, sync.version, version));
  const back = useMutation({
    mutationFn: () => rollBack(sync.id, version, why.trim()),
    onSuccess: async (saved) => {
      queryClient.setQueryData(syncQuery(sync.id).queryKey, saved);
      await queryClient.invalidateQueries({ queryKey: historyQuery(sync.id).queryKey });
      say(`Rolled back to version ${version}`, `It is version ${saved.version} now.`);
      onClose();
    },
  });
  return (
    <Confirm
      opened
      title={`Roll back to version ${version}`}
      action="Roll back"
      busy={back.isPending}
      disabled={diff.data?.length === 0}
      onConfirm={() => back.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        The settings of version {version} become a new version. Status and credentials stay as they are, and what was
        sent stays sent.
      </Text>
      <Loaded query={diff} skeleton={<Skeleton h={60} />}>
        {(changes) => <Changes changes={changes.filter(({ field }) => !kept(field))} />}
      </Loaded>
      <TextInput
        label="Why (optional)"
        description="Shown in the history."
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        maxLength={500}
      />
      {back.error && (
        <Notice tone="bad" title="It was not rolled back">
          <Stack gap={2}>
            {reasons(back.error).map((reason) => (
              <Text key={reason} size="sm">
                {reason}
              </Text>
            ))}
          </Stack>
        </Notice>
      )}
    </Confirm>
  );
}

function kept(field: string): boolean {
  return field === '/status' || field.startsWith('/authentication/api');
}

function reasons(error: Error): string[] {
  const problems = problemsIn(error);
  if (problems.length === 0) return [sentence(error.message)];
  return problems.map(({ field, problem }) => asSentence(problem, labelOf(field)));
}
