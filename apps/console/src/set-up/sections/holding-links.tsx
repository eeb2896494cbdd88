import { Accordion, NativeSelect, NumberInput, SimpleGrid, Text } from '@mantine/core';
import { problemOf } from '../../parts/field-problems.ts';
import { Hints } from '../../parts/hint.tsx';
import { patchOf } from '../draft.ts';
import { NamesField } from '../names-field.tsx';
import { numberFrom } from '../number-from.ts';
import { PostbackParameters } from '../postbacks/postback-parameters.tsx';
import { PostbackUrls } from '../postbacks/postback-urls.tsx';
import { Section } from '../section.tsx';
import { useStandards, useSuggestions } from '../suggestions.ts';
import { installsAmong } from '../install-events.ts';
import { type StepProps } from './step-props.ts';

const evidence = [
  { value: 'install-or-event', label: 'An install, or an event that Kochava accepted' },
  { value: 'install', label: 'Only an install' },
] as const;
type ConfirmBy = (typeof evidence)[number]['value'];

/** What shows that Kochava has a device, and how long a link waits for it. */
export function HoldingLinks(props: StepProps) {
  const { step, sync, draft, set, problems, hints, editable } = props;
  const { hold, sendUsers } = draft;
  const seen = useSuggestions(sync.project);
  const standards = useStandards();
  if (!sendUsers.enabled) return null;
  const change = (part: Partial<typeof hold>) => set({ hold: { ...hold, ...part } });
  const installEvents = hold.installEvents ?? [];
  return (
    <Section
      step={step}
      optional
      title="Holding links"
      help="A link leaves once Kochava is known to have its device. The standard values fit most apps."
    >
      <NativeSelect
        label="What shows that Kochava has a device"
        description="Choose only an install where your reports need the install itself; links then wait longer."
        data={[...evidence]}
        value={hold.confirmBy ?? 'install-or-event'}
        onChange={(event) => change({ confirmBy: event.currentTarget.value as ConfirmBy })}
        error={problemOf(problems, '/hold/confirmBy')}
        disabled={!editable}
      />
      <NamesField
        label="Events that mean an install"
        help="When one of them comes in, Kochava’s SDK in the app has reported the install by itself."
        none="None: installs are learned from postbacks, imports and install syncs."
        value={installEvents}
        seen={installsAmong(seen.events, standards)}
        field="/hold/installEvents"
        problems={problems}
        hints={hints}
        editable={editable}
        onChange={(names) => change({ installEvents: names })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput
          label="Settle time of a device"
          description="Between what shows that Kochava has the device and its IdentityLink."
          suffix=" s"
          value={hold.settleSeconds}
          onChange={(value) => change({ settleSeconds: numberFrom(value) })}
          error={problemOf(problems, '/hold/settleSeconds')}
          readOnly={!editable}
          min={0}
        />
        <NumberInput
          label="Hold links for at most"
          description="Then a link goes to the dead letters, from where it can be taken up again."
          suffix=" days"
          value={hold.expireDays}
          onChange={(value) => change({ expireDays: numberFrom(value) })}
          error={problemOf(problems, '/hold/expireDays')}
          readOnly={!editable}
          min={1}
        />
      </SimpleGrid>
      <PostbackUrls sync={sync.id} editable={editable} unsaved={patchOf(sync, draft) !== undefined} />
      <Accordion variant="separated" chevronPosition="left">
        <Accordion.Item value="parameters">
          <Accordion.Control>
            <Text size="sm" fw={550}>
              Parameters of postbacks
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <PostbackParameters {...props} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
      <Hints hints={hints.filter(({ field }) => !field.startsWith('/hold/installEvents'))} field="/hold" />
    </Section>
  );
}
