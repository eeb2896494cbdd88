import { Switch } from '@mantine/core';
import { NamesField } from '../names-field.tsx';
import { Standing } from '../../parts/standing.tsx';
import { Section } from '../section.tsx';
import { useSuggestions } from '../suggestions.ts';
import { type StepProps } from './step-props.ts';

export function SendUsers({ step, sync, draft, set, problems, hints, editable }: StepProps) {
  const { sendUsers } = draft;
  const seen = useSuggestions(sync.project);
  return (
    <Section
      step={step}
      optional
      title="Send Users"
      help="Sends the selected user properties as an IdentityLink whenever they change. A link waits until Kochava has accepted an event or an install of its device: before that, Kochava would not tie it."
      aside={
        <Switch
          label={
            <Standing of="Send Users" words={sendUsers.enabled ? 'Users are sent to Kochava' : 'Users are not sent'} />
          }
          checked={sendUsers.enabled}
          onChange={(event) => set({ sendUsers: { ...sendUsers, enabled: event.currentTarget.checked } })}
          disabled={!editable}
        />
      }
    >
      {sendUsers.enabled && (
        <NamesField
          label="User properties to link"
          none="None selected, so no link is sent."
          value={sendUsers.properties}
          seen={seen.userProperties}
          field="/sendUsers/properties"
          problems={problems}
          hints={hints}
          editable={editable}
          onChange={(properties) => set({ sendUsers: { ...sendUsers, properties } })}
        />
      )}
    </Section>
  );
}
