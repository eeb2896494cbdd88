import { Alert, Button, Stack, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { ApiError } from '../api/api-error.ts';
import { Icon, type IconName } from './icon.tsx';

type Tone = 'info' | 'good' | 'warning' | 'bad';
const looks: Readonly<Record<Tone, { color: string; icon: IconName }>> = {
  info: { color: 'blue', icon: 'info' },
  good: { color: 'brand', icon: 'check' },
  warning: { color: 'yellow', icon: 'warning' },
  bad: { color: 'red', icon: 'warning' },
};

/** Something that one has to know here. */
export function Notice({ tone, title, children }: { tone: Tone; title: string; children?: ReactNode }) {
  const { color, icon } = looks[tone];
  return (
    <Alert variant="light" color={color} title={title} icon={<Icon name={icon} />} role={roleOf(tone)}>
      {children}
    </Alert>
  );
}

function roleOf(tone: Tone): 'alert' | 'status' | 'note' {
  if (tone === 'bad') return 'alert';
  return tone === 'good' ? 'status' : 'note';
}

/** A page or a part of it that could not be loaded: what happened, and how to go on. */
export function LoadFailed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, advice } = explained(error);
  return (
    <Notice tone="bad" title={title}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{advice}</Text>
        {retry && (
          <Button size="xs" variant="default" leftSection={<Icon name="refresh" size={14} />} onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Notice>
  );
}

function explained(error: unknown): { title: string; advice: string } {
  if (!(error instanceof ApiError)) return { title: 'This part failed', advice: (error as Error).message };
  switch (error.status) {
    case 403:
      return { title: 'You may not see this', advice: `${sentence(error.message)} An admin can change your role.` };
    case 404:
      return { title: 'Not found', advice: sentence(error.message) };
    case 0:
      return { title: 'No connection', advice: error.message };
    default:
      return { title: `This could not be loaded (${error.status})`, advice: sentence(error.message) };
  }
}

/** The API writes its messages as parts of a sentence. */
export function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
