import { Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { changePassword } from '../api/session.ts';
import { problemsIn } from '../parts/problems-in.ts';
import { problemOf } from '../parts/field-problems.ts';
import { Notice, sentence } from '../parts/notice.tsx';
import { useBegin } from './session.ts';

/** Changes one's own password; every other session ends. */
export function PasswordForm({ onChanged }: { onChanged?: () => void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const begin = useBegin();
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: (session) => {
      begin(session);
      setCurrent('');
      setNext('');
      onChanged?.();
    },
  });
  const problems = problemsIn(change.error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Stack>
        <PasswordInput
          label="Current password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={problemOf(problems, '/current')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the current password' }}
          required
        />
        <PasswordInput
          label="New password"
          description="12 characters or more. Every other session of yours ends."
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          error={problemOf(problems, '/next')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
          required
        />
        {change.error && problems.length === 0 && (
          <Notice tone="bad" title="The password was not changed">
            {sentence(change.error.message)}
          </Notice>
        )}
        <Button type="submit" loading={change.isPending}>
          Change password
        </Button>
      </Stack>
    </form>
  );
}
