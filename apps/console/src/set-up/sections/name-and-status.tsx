import { Switch, TextInput } from '@mantine/core';
import { problemOf } from '../../parts/field-problems.ts';
import { Section } from '../section.tsx';
import { type StepProps } from './step-props.ts';

export function NameAndStatus({ step, draft, set, problems, editable }: StepProps) {
  const on = draft.status === 'enabled';
  return (
    <Section
      step={step}
      title="Name and status"
      help="While a sync is disabled nothing of it is sent. Enabling it sends what comes in from then on, nothing from before."
      aside={
        <Switch
          label={on ? 'Enabled' : 'Disabled'}
          aria-label="Status: enabled"
          checked={on}
          onChange={(event) => set({ status: event.currentTarget.checked ? 'enabled' : 'disabled' })}
          disabled={!editable}
        />
      }
    >
      <TextInput
        label="Sync name"
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={problemOf(problems, '/name')}
        readOnly={!editable}
        maxLength={200}
        maw={440}
      />
    </Section>
  );
}
