import { SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { type SyncDocument } from '../../api/syncs.ts';
import { problemOf } from '../../parts/field-problems.ts';
import { withField } from '../optional-part.ts';
import { type StepProps } from '../sections/step-props.ts';

type Parameters = NonNullable<SyncDocument['postbacks']>['parameters'];

const fields: readonly { readonly name: keyof Parameters; readonly label: string; readonly usual: string }[] = [
  { name: 'kochava_device_id', label: 'Kochava Device ID', usual: 'kochava_device_id' },
  { name: 'idfa', label: 'Apple Advertising ID', usual: 'idfa' },
  { name: 'idfv', label: 'Apple Vendor ID', usual: 'idfv' },
  { name: 'adid', label: 'Google Advertising ID', usual: 'adid' },
  { name: 'android_id', label: 'Android ID', usual: 'android_id' },
  { name: 'event_name', label: 'Event name', usual: 'not looked at' },
];

/** How Kochava calls what it tells: its macros go by names of one's own. */
export function PostbackParameters({ draft, set, problems, editable }: Omit<StepProps, 'step'>) {
  const parameters = draft.postbacks?.parameters;
  const some = parameters !== undefined && Object.keys(parameters).length > 0;
  return (
    <Stack gap="xs" role="group" aria-label="Parameters of postbacks">
      <Text size="xs" c="dimmed">
        {some
          ? 'Only the parameters that are named here are read. With an event name, only _install counts.'
          : 'Name them where your postback calls them otherwise; as soon as one is named, only what is named is read.'}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {fields.map(({ name, label, usual }) => (
          <TextInput
            key={name}
            size="sm"
            label={`Parameter of ${label}`}
            placeholder={some ? 'not read' : usual}
            value={parameters?.[name] ?? ''}
            onChange={(event) => {
              const text = event.currentTarget.value.trim();
              const changed = withField(parameters, name, text === '' ? undefined : text);
              set({ postbacks: changed && { parameters: changed } });
            }}
            error={problemOf(problems, `/postbacks/parameters/${name}`)}
            readOnly={!editable}
            spellCheck={false}
            autoComplete="off"
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
