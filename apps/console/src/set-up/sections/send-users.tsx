import { NativeSelect, Switch } from '@mantine/core';
import { problemOf } from '../../parts/field-problems.ts';
import { Hints } from '../../parts/hint.tsx';
import { NamesField } from '../names-field.tsx';
import { Standing } from '../../parts/standing.tsx';
import { Section } from '../section.tsx';
import { useSuggestions } from '../suggestions.ts';
import { type StepProps } from './step-props.ts';

const emails = [
  { value: 'refuse', label: 'Are not sent' },
  { value: 'sha256', label: 'Are sent as their SHA-256 hash' },
  { value: 'allow', label: 'Are sent as they are' },
] as const;
type Emails = (typeof emails)[number]['value'];

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
        <>
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
          <NativeSelect
            label="Values that look like e-mail addresses"
            description="Kochava asks not to be sent any. A hash can be compared with other hashes, and not read."
            data={[...emails]}
            value={sendUsers.emails ?? 'refuse'}
            onChange={(event) => set({ sendUsers: { ...sendUsers, emails: event.currentTarget.value as Emails } })}
            error={problemOf(problems, '/sendUsers/emails')}
            disabled={!editable}
          />
          <Hints hints={hints} field="/sendUsers/emails" />
        </>
      )}
    </Section>
  );
}
