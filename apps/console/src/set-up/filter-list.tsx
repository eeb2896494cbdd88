import { Box, Button, Group, Stack, Text } from '@mantine/core';
import { type Problem } from '../api/api-error.ts';
import { type Filter } from '../api/syncs.ts';
import { Icon } from '../parts/icon.tsx';
import { FilterRow } from './filter-row.tsx';
import { type Standards } from '../api/suggestions.ts';
import { type Suggestions } from './suggestions.ts';

interface FilterListProps {
  readonly filters: readonly Filter[];
  readonly seen: Suggestions;
  readonly standards: Standards | undefined;
  readonly problems: readonly Problem[];
  readonly editable: boolean;
  readonly onChange: (filters: Filter[]) => void;
}

/** Conditions that an event must meet: all of them, each by one of its values. */
export function FilterList({ filters, seen, standards, problems, editable, onChange }: FilterListProps) {
  const add = () => onChange([...filters, { on: 'event', property: '', operator: 'is', values: [] }]);
  return (
    <Stack gap="xs">
      <Box>
        <Text size="sm" fw={550}>
          Filters
        </Text>
        <Text size="xs" c="dimmed">
          {filters.length === 0
            ? 'None: every selected event is sent.'
            : 'An event is sent when every filter holds. A filter holds when one of its values fits.'}
        </Text>
      </Box>
      {filters.map((filter, index) => (
        <FilterRow
          // A filter has no name; its place is what it is known by.
          key={index}
          index={index}
          filter={filter}
          seen={seen}
          standards={standards}
          problems={problems}
          editable={editable}
          onChange={(changed) => onChange(filters.map((other, at) => (at === index ? changed : other)))}
          onRemove={() => onChange(filters.filter((_, at) => at !== index))}
        />
      ))}
      {editable && (
        <Group>
          <Button variant="default" size="xs" leftSection={<Icon name="filter" size={14} />} onClick={add}>
            Add filter
          </Button>
        </Group>
      )}
    </Stack>
  );
}
