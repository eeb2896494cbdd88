import { Button, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { makeFirstAdmin } from '../api/session.ts';
import { problemsIn } from '../parts/problems-in.ts';
import { problemOf } from '../parts/field-problems.ts';
import { Notice, sentence } from '../parts/notice.tsx';
import { useBegin } from './session.ts';

const empty = { token: '', name: '', email: '', password: '' };

/** Makes the first admin by the token that the installation wrote into a file. */
export function FirstAdmin() {
  const [values, setValues] = useState(empty);
  const begin = useBegin();
  const make = useMutation({
    mutationFn: () => makeFirstAdmin(trimmed(values)),
    onSuccess: begin,
  });
  const problems = problemsIn(make.error);
  const field = (name: keyof typeof empty) => ({
    value: values[name],
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
    error: problemOf(problems, `/${name}`),
    required: true,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack>
        <PasswordInput
          label="Set-up token"
          description={
            <Text size="xs" component="span" c="inherit">
              Printed by the first start and kept in a file: <Code>ADMIN_TOKEN_FILE</Code> names it, and after npm start
              it is <Code>.data/admin-token</Code>.
            </Text>
          }
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
          {...field('token')}
        />
        <TextInput label="Your name" autoComplete="name" {...field('name')} />
        <TextInput label="Email" type="email" autoComplete="username" {...field('email')} />
        <PasswordInput
          label="Password"
          description="12 characters or more."
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...field('password')}
        />
        {make.error && problems.length === 0 && (
          <Notice tone="bad" title="The admin was not made">
            {sentence(make.error.message)}
          </Notice>
        )}
        <Button type="submit" loading={make.isPending}>
          Create admin and sign in
        </Button>
      </Stack>
    </form>
  );
}

function trimmed({ token, name, email, password }: typeof empty): typeof empty {
  return { token: token.trim(), name: name.trim(), email: email.trim(), password };
}
