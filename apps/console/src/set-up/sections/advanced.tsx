import { NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import { problemOf } from '../../parts/field-problems.ts';
import { Hints } from '../../parts/hint.tsx';
import { Section } from '../section.tsx';
import { type StepProps } from './step-props.ts';

export function Advanced({ step, draft, set, problems, hints, editable }: StepProps) {
  const { hold, sendEvents } = draft;
  return (
    <Section step={step} optional title="Delivery details" help="The standard values fit most apps.">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
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
          label="Settle time of a device"
          description="Between a device’s first accepted event and its IdentityLink."
          suffix=" s"
          value={hold.settleSeconds}
          onChange={(value) => set({ hold: { ...hold, settleSeconds: numberFrom(value) } })}
          error={problemOf(problems, '/hold/settleSeconds')}
          readOnly={!editable}
          min={0}
        />
        <NumberInput
          label="Hold links for at most"
          description="Then a link goes to the dead letters, from where it can be taken up again."
          suffix=" days"
          value={hold.expireDays}
          onChange={(value) => set({ hold: { ...hold, expireDays: numberFrom(value) } })}
          error={problemOf(problems, '/hold/expireDays')}
          readOnly={!editable}
          min={1}
        />
      </SimpleGrid>
      <Hints hints={hints} field="/sendEvents/currency" />
    </Section>
  );
}

/** A field that is being emptied says nothing yet. */
function numberFrom(value: number | string): number {
  return typeof value === 'number' ? value : Number(value);
}
