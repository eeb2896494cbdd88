import { NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import { problemOf } from '../../parts/field-problems.ts';
import { Hints } from '../../parts/hint.tsx';
import { filled, numberFrom } from '../number-from.ts';
import { withField } from '../optional-part.ts';
import { Section } from '../section.tsx';
import { type StepProps } from './step-props.ts';

/** How calls are paced, and what fits most apps as it is. */
export function DeliveryDetails(props: StepProps) {
  const { step, sync, draft, set, problems, hints, editable } = props;
  const { delivery } = draft;
  return (
    <Section step={step} optional title="Delivery details" help="The standard values fit most apps.">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {sync.kind !== 'install' && <Currency {...props} />}
        <NumberInput
          label="Calls to Kochava at a time"
          description="Fewer spare Kochava, more deliver faster."
          value={draft.concurrency}
          onChange={(value) => set({ concurrency: numberFrom(value) })}
          error={problemOf(problems, '/concurrency')}
          readOnly={!editable}
          min={1}
          max={1000}
          allowDecimal={false}
        />
        <NumberInput
          label="Calls a second, at most"
          description="Empty: as fast as Kochava takes them. The pace is learned from its answers."
          placeholder="as fast as possible"
          value={delivery?.maxPerSecond ?? ''}
          onChange={(value) => set({ delivery: withField(delivery, 'maxPerSecond', filled(value)) })}
          error={problemOf(problems, '/delivery/maxPerSecond')}
          readOnly={!editable}
          min={0}
        />
        <NumberInput
          label="Try again for at most"
          description="Counted from when the event came in. Empty: 72 hours, which is the most."
          placeholder="72 hours"
          suffix=" hours"
          value={delivery?.retryHours ?? ''}
          onChange={(value) => set({ delivery: withField(delivery, 'retryHours', filled(value)) })}
          error={problemOf(problems, '/delivery/retryHours')}
          readOnly={!editable}
          min={0}
          max={72}
        />
      </SimpleGrid>
      <Hints hints={hints} field="/sendEvents/currency" />
      <Hints hints={hints} field="/delivery" />
    </Section>
  );
}

function Currency({ draft: { sendEvents }, set, problems, editable }: StepProps) {
  return (
    <TextInput
      label="Currency"
      description="Of revenue whose event does not say one, such as USD. Empty: none is sent."
      value={sendEvents.currency ?? ''}
      onChange={(event) => {
        const code = event.currentTarget.value.trim().toUpperCase();
        set({ sendEvents: { ...sendEvents, currency: code === '' ? null : code } });
      }}
      error={problemOf(problems, '/sendEvents/currency')}
      readOnly={!editable}
      maxLength={3}
    />
  );
}
