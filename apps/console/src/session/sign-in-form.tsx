import { Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { signIn, type SessionOptions } from '../api/session.ts';
import { Notice, sentence } from '../parts/notice.tsx';
import { useBegin } from './session.ts';

export function SignInForm({ options }: { options: SessionOptions }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const begin = useBegin();
  const attempt = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: begin,
  });
  const { oidc } = options;
  return (
    <Stack>
      {oidc && (
        <Button component="a" href={`/api/session/oidc?return_to=${encodeURIComponent(here())}`} size="md">
          Sign in with {oidc.name}
        </Button>
      )}
      {oidc && options.password && <Divider label="or with a password" />}
      {options.password && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            attempt.mutate();
          }}
        >
          <Stack>
            <TextInput
              label="Email"
              type="email"
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              autoComplete="username"
              required
            />
            <PasswordInput
              label="Password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
              required
            />
            {attempt.error && (
              <Notice tone="bad" title="You are not signed in">
                {whyNot(attempt.error)}
              </Notice>
            )}
            <Button type="submit" loading={attempt.isPending} variant={oidc ? 'default' : 'filled'}>
              Sign in
            </Button>
          </Stack>
        </form>
      )}
    </Stack>
  );
}

function here(): string {
  return window.location.pathname + window.location.search;
}

function whyNot(error: Error): string {
  if (error instanceof ApiError && error.status === 422) return 'Type your email address and your password.';
  return sentence(error.message);
}
