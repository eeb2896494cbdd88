import { Button, Checkbox, Group, PasswordInput, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type ShownSecret } from '../../api/syncs.ts';
import { problemOf } from '../../parts/field-problems.ts';
import { Section } from '../section.tsx';
import { type StepProps } from './step-props.ts';

const fields = [
  { name: 'apiKey', label: 'API Key', help: 'Kochava: Account Options, API Keys.' },
  { name: 'apiSecret', label: 'API secret', help: 'The secret authentication key, from Kochava’s Client Success.' },
] as const;

export function Authentication(props: StepProps) {
  const { step, draft, set, problems, editable } = props;
  const { enabled } = draft.authentication;
  return (
    <Section
      step={step}
      optional
      title="Authentication"
      help="Signs every request, so that Kochava takes it from you alone. Kochava has to switch it on for your account."
    >
      <Checkbox
        label="Enable Authentication"
        checked={enabled}
        onChange={(event) => set({ authentication: { enabled: event.currentTarget.checked } })}
        disabled={!editable}
        error={enabled ? undefined : problemOf(problems, '/authentication')}
      />
      {enabled && <Credentials {...props} />}
    </Section>
  );
}

/** What is stored, or the fields to type it in. */
function Credentials(props: StepProps) {
  const { apiKey, apiSecret } = props.sync.authentication;
  const [replacing, setReplacing] = useState(false);
  if (apiKey === null || apiSecret === null || replacing) return props.editable && <Typed {...props} />;
  return (
    <Stack gap="xs">
      <Stored label="API Key" secret={apiKey} />
      <Stored label="API secret" secret={apiSecret} />
      {props.editable && (
        <Group>
          <Button variant="default" size="xs" onClick={() => setReplacing(true)}>
            Replace both
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Typed({ draft, set, problems }: StepProps) {
  return (
    <Stack gap="xs">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {fields.map(({ name, label, help }) => (
          <PasswordInput
            key={name}
            label={label}
            description={help}
            value={draft.credentials[name]}
            onChange={(event) => set({ credentials: { ...draft.credentials, [name]: event.currentTarget.value } })}
            error={problemOf(problems, `/authentication/${name}`) ?? general(problems, draft.credentials[name])}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': `Show the ${label}` }}
          />
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        Both are encrypted as soon as you save, and never shown again: only the last four characters are.
      </Text>
    </Stack>
  );
}

function general(problems: StepProps['problems'], typed: string): string | undefined {
  return typed === '' && problems.some(({ field }) => field === '/authentication') ? 'This is required.' : undefined;
}

function Stored({ label, secret }: { label: string; secret: ShownSecret }) {
  return (
    <Text size="sm">
      {label}: <Text span ff="monospace" size="sm">{`••••••••${secret.last4}`}</Text>{' '}
      <Text span size="xs" c="dimmed">
        fingerprint {secret.fingerprint}
      </Text>
    </Text>
  );
}
