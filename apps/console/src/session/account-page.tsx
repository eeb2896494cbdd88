import { Paper } from '@mantine/core';
import { Page } from '../parts/page.tsx';
import { useToast } from '../parts/toast.tsx';
import { PasswordForm } from './password-form.tsx';

export function Component() {
  const say = useToast();
  return (
    <Page title="Change password" description="Of the account that you are signed in with.">
      <Paper withBorder p="lg" maw={480}>
        <PasswordForm onChanged={() => say('Password changed', 'Your other sessions have ended.')} />
      </Paper>
    </Page>
  );
}
