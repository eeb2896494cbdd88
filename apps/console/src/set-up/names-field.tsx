import { TagsInput, Text, Group } from '@mantine/core';
import { type Problem } from '../api/api-error.ts';
import { ago } from '../parts/ago.ts';
import { asSentence, within } from '../parts/field-problems.ts';
import { Hints, type Hint } from '../parts/hint.tsx';
import { type SeenName } from './suggestions.ts';

interface NamesFieldProps {
  readonly label: string;
  readonly help?: string;
  readonly none: string;
  readonly value: readonly string[];
  readonly seen: readonly SeenName[];
  /** JSON pointer of the list. */
  readonly field: string;
  readonly problems: readonly Problem[];
  readonly hints: readonly Hint[];
  readonly editable: boolean;
  readonly onChange: (names: string[]) => void;
}

/** A list of property names. */
export function NamesField(props: NamesFieldProps) {
  const { label, help, none, value, seen, field, problems, hints, editable, onChange } = props;
  const known = new Map(seen.map((one) => [one.name, one]));
  const wrong = within(problems, field).map(({ field: at, problem }) => {
    const name = value[Number(at.slice(field.length + 1))];
    return name === undefined || problem.includes(name) ? asSentence(problem) : `“${name}”: ${asSentence(problem)}`;
  });
  return (
    <div>
      <TagsInput
        label={label}
        description={value.length === 0 ? none : help}
        placeholder={value.length === 0 ? 'choose, or type a name and press Enter' : ''}
        value={[...value]}
        onChange={(names) => onChange(names.map((name) => name.trim()).filter((name) => name !== ''))}
        data={seen.map(({ name, refused }) => ({ value: name, disabled: (refused ?? null) !== null }))}
        limit={50}
        acceptValueOnBlur
        readOnly={!editable}
        error={wrong.length > 0 ? wrong.join(' ') : undefined}
        renderOption={({ option }) => (
          <Group justify="space-between" gap="sm" wrap="nowrap" w="100%">
            <Text size="sm" truncate>
              {option.value}
            </Text>
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {lastSeen(known.get(option.value))}
            </Text>
          </Group>
        )}
      />
      <Hints hints={named(hints, field, value)} field={field} />
    </div>
  );
}

/** Hints about one of the names say which. */
function named(hints: readonly Hint[], field: string, names: readonly string[]): Hint[] {
  return hints
    .filter((hint) => hint.field.startsWith(`${field}/`))
    .map(({ field: at, hint }) => {
      const name = names[Number(at.slice(field.length + 1))] ?? '';
      return { field: at, hint: hint.includes(name) ? hint : `“${name}”: ${hint}` };
    });
}

function lastSeen(seen: SeenName | undefined): string {
  if (seen === undefined || seen.lastSeen === '') return '';
  return seen.refused ?? `seen ${ago(Date.parse(seen.lastSeen), Date.now())}`;
}
