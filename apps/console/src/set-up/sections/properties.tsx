import { Hints } from '../../parts/hint.tsx';
import { NamesField } from '../names-field.tsx';
import { Section } from '../section.tsx';
import { useSuggestions } from '../suggestions.ts';
import { type StepProps } from './step-props.ts';

export function Properties({ step, sync, draft, set, problems, hints, editable }: StepProps) {
  const { sendEvents } = draft;
  const seen = useSuggestions(sync.project);
  const change = (part: Partial<typeof sendEvents.properties>) =>
    set({ sendEvents: { ...sendEvents, properties: { ...sendEvents.properties, ...part } } });
  return (
    <Section
      step={step}
      optional
      title="Select additional properties"
      help="Sent along with each event, inside event_data. Transformed properties cannot be sent."
    >
      <NamesField
        label="Event properties"
        none="None selected, so none is sent."
        value={sendEvents.properties.event}
        seen={seen.eventProperties}
        field="/sendEvents/properties/event"
        problems={problems}
        hints={hints}
        editable={editable}
        onChange={(event) => change({ event })}
      />
      <NamesField
        label="User properties"
        none="None selected, so none is sent."
        value={sendEvents.properties.user}
        seen={seen.userProperties}
        field="/sendEvents/properties/user"
        problems={problems}
        hints={hints}
        editable={editable}
        onChange={(user) => change({ user })}
      />
      <Hints hints={hints.filter(({ field }) => field === '/sendEvents/properties')} field="/sendEvents/properties" />
    </Section>
  );
}
