import { Accordion, Anchor, Stack, Text } from '@mantine/core';
import { Hints } from '../../parts/hint.tsx';
import { problemOf } from '../../parts/field-problems.ts';
import { consentFields, deviceFields, requiredFields, type MappedField } from '../mapped-fields.ts';
import { ConsentPresets } from '../consent-presets.tsx';
import { MappingRow } from '../mapping-row.tsx';
import { Section } from '../section.tsx';
import { useSuggestions, type Suggestions } from '../suggestions.ts';
import { type StepProps } from './step-props.ts';

export function Mappings({ step, sync, draft, set, problems, hints, editable }: StepProps) {
  const seen = useSuggestions(sync.project);
  const oneOf = problems.find(({ field }) => field === '/mappings');
  const rows = (fields: readonly MappedField[]) =>
    fields.map((field) => (
      <MappingRow
        key={field.key}
        field={field}
        value={draft.mappings[field.key] ?? ''}
        sources={sourcesFor(field.key, seen)}
        editable={editable}
        problem={problemOf(problems, `/mappings/${field.key}`)}
        hints={consentFields.includes(field) ? [] : hints}
        onChange={(path) => set({ mappings: { ...draft.mappings, [field.key]: emptied(path, field) } })}
      />
    ));
  return (
    <Section
      step={step}
      title="Mappings"
      help="Where Kochava’s identity fields come from: a field of the Amplitude event, or one of its properties."
    >
      <Stack gap="sm">{rows(requiredFields)}</Stack>
      <Stack gap="sm" role="group" aria-label="Device identifiers: at least one of them">
        <div>
          <Text size="sm" fw={550}>
            Device identifiers
          </Text>
          <Text size="xs" c="dimmed">
            Map at least one. Empty and all-zero identifiers are never sent.
          </Text>
          {oneOf && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert" mt={4}>
              Map at least one of the four: Kochava knows devices by them.
            </Text>
          )}
        </div>
        {rows(deviceFields)}
      </Stack>
      <Accordion variant="separated" chevronPosition="left">
        <Accordion.Item value="consent">
          <Accordion.Control>
            <Text size="sm" fw={550}>
              Consent and tracking transparency
            </Text>
            <Text size="xs" c="dimmed">
              Sent only where an event has a value.
            </Text>
            {consentFields.map(({ key, label }) => (
              <Hints key={key} hints={hints} field={`/mappings/${key}`} of={label} />
            ))}
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="sm">
              {editable && (
                <ConsentPresets mappings={draft.mappings} onChange={(mapped) => set({ mappings: mapped })} />
              )}
              {rows(consentFields)}
              <Text size="xs" c="dimmed">
                What they mean:{' '}
                <Anchor
                  size="xs"
                  href="https://support.kochava.com/server-to-server-integration/post-install-event-setup/"
                  target="_blank"
                  rel="noreferrer"
                >
                  Kochava, Post-Install Event Setup
                </Anchor>
              </Text>
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Section>
  );
}

/** What probably holds the field first, then whatever else was seen. */
function sourcesFor(field: MappedField['key'], { mappings, paths }: Suggestions) {
  const likely = mappings[field] ?? [];
  const others = paths.map(({ name }) => name).filter((name) => !likely.includes(name));
  return [
    { group: 'Probably', items: likely },
    { group: 'Seen in events', items: others },
  ].filter(({ items }) => items.length > 0);
}

/** An optional field that is emptied is not mapped. */
function emptied(path: string, field: MappedField): string | null {
  return path === '' && !field.required ? null : path;
}
