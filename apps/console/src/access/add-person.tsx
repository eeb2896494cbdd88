import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createPerson, type Access } from '../api/access.ts';
import { problemOf } from '../parts/field-problems.ts';
import { FormModal } from '../parts/form-modal.tsx';
import { problemsIn } from '../parts/problems-in.ts';
import { useToast } from '../parts/toast.tsx';
import { AccessField } from './access-field.tsx';

export function AddPerson({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [access, setAccess] = useState<Access>({ installation: false, projects: {} });
  const queryClient = useQueryClient();
  const say = useToast();
  const add = useMutation({
    mutationFn: () =>
      createPerson({ name: name.trim(), email: email.trim(), access, ...(password !== '' && { password }) }),
    onSuccess: async (person) => {
      await queryClient.invalidateQueries({ queryKey: ['people'] });
      say(`${person.name} was added`);
      onClose();
    },
  });
  const problems = problemsIn(add.error);
  return (
    <FormModal
      title="Add a person"
      action="Add person"
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problemOf(problems, '/name')}
        required
        data-autofocus
      />
      <TextInput
        label="Email"
        description="They sign in with it, also through your identity provider."
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={problemOf(problems, '/email')}
        required
      />
      <PasswordInput
        label="First password (optional)"
        description="12 characters or more; they must replace it when they sign in. Empty: only your identity provider lets them in."
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={problemOf(problems, '/password')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      />
      <AccessField value={access} onChange={setAccess} error={problemOf(problems, '/access')} />
    </FormModal>
  );
}
