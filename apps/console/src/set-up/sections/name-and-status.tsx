import { List, Switch, Text, TextInput } from '@mantine/core';
import { asSentence, problemOf } from '../../parts/field-problems.ts';
import { Hints } from '../../parts/hint.tsx';
import { labelOf } from '../../history/wording.ts';
import { Standing } from '../../parts/standing.tsx';
import { Section } from '../section.tsx';
import { type StepProps } from './step-props.ts';

export function NameAndStatus({ step, draft, set, problems, toEnable, hints, editable }: StepProps) {
  const on = draft.status === 'enabled';
  return (
    <Section
      step={step}
      title="Name and status"
      help="While a sync is disabled nothing of it is sent. Enabling it sends what comes in from then on, nothing from before."
      aside={
        <Switch
          label={<Standing of="Status" words={on ? 'Enabled' : 'Disabled'} />}
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
      {toEnable.length > 0 && <BeforeEnabling problems={toEnable} />}
      <Hints hints={hints.filter(({ field }) => field === '')} field="" />
    </Section>
  );
}

function BeforeEnabling({ problems }: { problems: StepProps['problems'] }) {
  return (
    <div>
      <Text size="sm" fw={550}>
        Before it can be enabled
      </Text>
      <List size="sm" spacing={2} mt={4}>
        {problems.map(({ field, problem }) => (
          <List.Item key={field}>{asSentence(problem, labelOf(field))}</List.Item>
        ))}
      </List>
    </div>
  );
}
