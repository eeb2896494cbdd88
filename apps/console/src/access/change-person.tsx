import { PasswordInput, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changePerson, type Person } from '../api/access.ts';
import { problemOf } from '../parts/field-problems.ts';
import { FormModal } from '../parts/form-modal.tsx';
import { problemsIn } from '../parts/problems-in.ts';
import { useToast } from '../parts/toast.tsx';
import { AccessField } from './access-field.tsx';

export function ChangePerson({ person, onClose }: { person: Person; onClose: () => void }) {
  const [name, setName] = useState(person.name);
  const [access, setAccess] = useState(person.access);
  const [disabled, setDisabled] = useState(person.disabled);
  const [password, setPassword] = useState('');
  const queryClient = useQueryClient();
  const say = useToast();
  const change = useMutation({
    mutationFn: () =>
      changePerson(person.id, { name: name.trim(), access, disabled, ...(password !== '' && { password }) }),
    onSuccess: async (changed) => {
      await queryClient.invalidateQueries({ queryKey: ['people'] });
      say(`${changed.name} was changed`);
      onClose();
    },
  });
  const problems = problemsIn(change.error);
  return (
    <FormModal
      title={`Change ${person.name}`}
      action="Save"
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate()}
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
      <PasswordInput
        label="New password (optional)"
        description="For somebody who has lost theirs; they must replace it when they sign in, and every session of theirs ends."
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={problemOf(problems, '/password')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      />
      <AccessField value={access} onChange={setAccess} error={problemOf(problems, '/access')} />
      <Switch
        label="Shut out"
        description="May not sign in any more; every session ends at once."
        checked={disabled}
        onChange={(event) => setDisabled(event.currentTarget.checked)}
      />
    </FormModal>
  );
}
