import { Autocomplete, Button, Group, Text } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { ago } from '../parts/ago.ts';
import { Icon } from '../parts/icon.tsx';
import { type SeenName } from './suggestions.ts';

interface AddNameProps {
  readonly label: string;
  readonly action: string;
  readonly suggestions: readonly SeenName[];
  readonly chosen: readonly string[];
  readonly onAdd: (name: string) => void;
}

/** Adds a name: one that traffic has shown, or one that is typed. */
export function AddName({ label, action, suggestions, chosen, onAdd }: AddNameProps) {
  const [name, setName] = useState('');
  const known = new Map(suggestions.map((seen) => [seen.name, seen]));
  const trimmed = name.trim();
  const already = chosen.includes(trimmed);
  const add = (value: string) => {
    if (value === '' || chosen.includes(value)) return;
    onAdd(value);
    setName('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.defaultPrevented) return;
    event.preventDefault();
    add(trimmed);
  };
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <Autocomplete
        flex={1}
        maw={440}
        label={label}
        description={
          known.size > 0 ? 'Names from this project’s traffic are suggested; any other can be typed.' : undefined
        }
        value={name}
        onChange={setName}
        onOptionSubmit={(value) => {
          add(value);
          // The field takes the option's text after this; it is to be empty for the next one.
          setTimeout(() => setName(''));
        }}
        onKeyDown={onKeyDown}
        data={suggestions
          .filter((seen) => !chosen.includes(seen.name))
          .map((seen) => ({ value: seen.name, disabled: (seen.refused ?? null) !== null }))}
        limit={50}
        renderOption={({ option }) => <Seen seen={known.get(option.value)} name={option.value} />}
        error={already ? 'This is selected already.' : undefined}
        spellCheck={false}
      />
      <Button
        variant="default"
        leftSection={<Icon name="add" size={14} />}
        onClick={() => add(trimmed)}
        disabled={trimmed === '' || already}
      >
        {action}
      </Button>
    </Group>
  );
}

function Seen({ seen, name }: { seen: SeenName | undefined; name: string }) {
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap" w="100%">
      <Text size="sm" truncate>
        {name}
      </Text>
      {seen && (
        <Text size="xs" c="dimmed" ta="right">
          {seen.refused ?? (seen.lastSeen === '' ? 'usual' : `seen ${ago(Date.parse(seen.lastSeen), Date.now())}`)}
        </Text>
      )}
    </Group>
  );
}
