import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createToken, type Access } from '../api/access.ts';
import { problemsIn } from '../parts/problems-in.ts';
import { problemOf } from '../parts/field-problems.ts';
import { FormModal } from '../parts/form-modal.tsx';
import { Json } from '../parts/json.tsx';
import { AccessField } from './access-field.tsx';

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'one year' },
  { value: '', label: 'never' },
];

/** Makes a token, and shows it this once. */
export function NewTokenForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [access, setAccess] = useState<Access>({ installation: false, projects: {} });
  const [days, setDays] = useState('90');
  const queryClient = useQueryClient();
  const make = useMutation({
    mutationFn: () => createToken({ name: name.trim(), access, expiresInDays: days === '' ? null : Number(days) }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['tokens'] }),
  });
  if (make.data) return <ShownOnce token={make.data.token} onClose={onClose} />;
  const problems = problemsIn(make.error);
  return (
    <FormModal
      title="New API token"
      action="Make token"
      busy={make.isPending}
      error={make.error}
      onSubmit={() => make.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="Of the program that uses it: shown in the history of whatever it changes."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problemOf(problems, '/name')}
        required
        data-autofocus
      />
      <AccessField value={access} onChange={setAccess} error={problemOf(problems, '/access')} />
      <NativeSelect
        label="Expires after"
        data={lifetimes}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
    </FormModal>
  );
}

function ShownOnce({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Copy the token now" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Text size="sm">It is stored as a hash, so it cannot be shown again. Keep it where your program reads it.</Text>
        <Json value={token} label="API token" />
        <Group justify="flex-end">
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
