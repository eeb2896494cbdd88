import { TextInput } from '@mantine/core';
import { problemOf } from '../../parts/field-problems.ts';
import { Section } from '../section.tsx';
import { type StepProps } from './step-props.ts';

export function KochavaApp({ step, draft, set, problems, editable }: StepProps) {
  return (
    <Section
      step={step}
      title="Kochava app"
      help="Every sync belongs to one app at Kochava. iOS and Android apps have a GUID each, so each gets a sync of its own."
    >
      <TextInput
        label="App GUID"
        description="In the Kochava dashboard under All Apps: copy the GUID of the app."
        value={draft.appGuid}
        onChange={(event) => set({ appGuid: event.currentTarget.value.trim() })}
        error={problemOf(problems, '/appGuid')}
        readOnly={!editable}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        maw={440}
      />
    </Section>
  );
}
