import { Autocomplete, Box, Text } from '@mantine/core';
import { useId } from 'react';
import { Hints, type Hint } from '../parts/hint.tsx';
import { Icon } from '../parts/icon.tsx';
import { type MappedField } from './mapped-fields.ts';
import classes from './mapping-row.module.css';

interface MappingRowProps {
  readonly field: MappedField;
  /** '' = not mapped. */
  readonly value: string;
  readonly sources: { group: string; items: string[] }[];
  readonly editable: boolean;
  readonly problem: string | undefined;
  readonly hints: readonly Hint[];
  readonly onChange: (path: string) => void;
}

/** Amplitude's field on the left, Kochava's on the right. */
export function MappingRow({ field, value, sources, editable, problem, hints, onChange }: MappingRowProps) {
  const { label, help, required = false } = field;
  const input = useId();
  return (
    <div className={classes.row}>
      <Box miw={0}>
        <Text component="label" htmlFor={input} size="sm" fw={500}>
          {label}
          {required && (
            <Text span c="var(--mantine-color-error)" aria-hidden="true">
              {' '}
              *
            </Text>
          )}
        </Text>
        <Text size="xs" c="dimmed" id={`${input}-help`}>
          {help}
        </Text>
      </Box>
      <Box miw={0}>
        <Autocomplete
          id={input}
          aria-describedby={`${input}-help`}
          aria-required={required}
          data={sources}
          value={value}
          onChange={(path) => onChange(path.trim())}
          placeholder="not mapped"
          leftSection={<Icon name="arrowLeft" size={14} />}
          error={problem}
          readOnly={!editable}
          limit={50}
          spellCheck={false}
        />
        <Hints hints={hints} field={`/mappings/${field.key}`} />
      </Box>
    </div>
  );
}
