import { ActionIcon, Autocomplete, NativeSelect, TagsInput, Text } from '@mantine/core';
import { type Problem } from '../api/api-error.ts';
import { type Filter } from '../api/syncs.ts';
import { problemOf } from '../parts/field-problems.ts';
import { Icon } from '../parts/icon.tsx';
import classes from './filter-row.module.css';
import { takesValues, valuesFrom, withOperator } from './filter-values.ts';
import { type Standards } from '../api/suggestions.ts';
import { type Suggestions } from './suggestions.ts';

const subjects = [
  { value: 'event', label: 'Event property' },
  { value: 'user', label: 'User property' },
  { value: 'context', label: 'Context' },
  { value: 'group', label: 'Group' },
];

interface FilterRowProps {
  readonly index: number;
  readonly filter: Filter;
  readonly seen: Suggestions;
  readonly standards: Standards | undefined;
  readonly problems: readonly Problem[];
  readonly editable: boolean;
  readonly onChange: (filter: Filter) => void;
  readonly onRemove: () => void;
}

export function FilterRow(props: FilterRowProps) {
  const { index, filter, seen, standards, problems, editable, onChange, onRemove } = props;
  const field = `/sendEvents/filters/${index}`;
  const name = `Filter ${index + 1}`;
  const needsValues = takesValues(filter.operator);
  return (
    <fieldset className={classes.row} disabled={!editable}>
      <legend className={classes.legend}>{name}</legend>
      <NativeSelect
        aria-label={`${name}: of what`}
        data={subjects}
        value={filter.on}
        onChange={(event) => onChange({ ...filter, on: event.currentTarget.value as Filter['on'] })}
        error={problemOf(problems, `${field}/on`)}
      />
      <Autocomplete
        aria-label={`${name}: property`}
        placeholder="property"
        data={namesFor(filter.on, seen, standards)}
        value={filter.property}
        onChange={(property) => onChange({ ...filter, property })}
        error={problemOf(problems, `${field}/property`)}
        limit={50}
        spellCheck={false}
      />
      <NativeSelect
        aria-label={`${name}: comparison`}
        data={standards?.operators ?? [filter.operator]}
        value={filter.operator}
        onChange={(event) => onChange(withOperator(filter, event.currentTarget.value as Filter['operator']))}
        error={problemOf(problems, `${field}/operator`)}
      />
      {needsValues ? (
        <TagsInput
          aria-label={`${name}: values`}
          placeholder={filter.values.length === 0 ? 'type a value, press Enter' : ''}
          value={filter.values.map(String)}
          onChange={(texts) => onChange({ ...filter, values: valuesFrom(texts, filter) })}
          error={problemOf(problems, `${field}/values`)}
          acceptValueOnBlur
        />
      ) : (
        <Text size="sm" c="dimmed" className={classes.none ?? ''}>
          no value needed
        </Text>
      )}
      <ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={`Remove filter ${index + 1}`} mt={3}>
        <Icon name="close" size={16} />
      </ActionIcon>
    </fieldset>
  );
}

function namesFor(on: Filter['on'], seen: Suggestions, standards: Standards | undefined): string[] {
  const of = { event: seen.eventProperties, user: seen.userProperties, group: seen.groups, context: seen.context };
  const names = of[on].map(({ name }) => name);
  return on === 'context' ? [...new Set([...names, ...(standards?.contextProperties ?? [])])] : names;
}
