import { Button, Checkbox, Group, Text } from '@mantine/core';
import { counted } from '../parts/ago.ts';
import { Icon } from '../parts/icon.tsx';

export type Doing = 'replay' | 'delete';

interface LettersBarProps {
  readonly selected: ReadonlySet<string>;
  /** Those in the list. */
  readonly shown: readonly string[];
  /** How many the filter means; undefined = not known before they are counted. */
  readonly total: number | undefined;
  readonly editable: boolean;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onDo: (what: Doing) => void;
}

/** Which letters are meant, and what can be done with them. */
export function LettersBar({ selected, shown, total, editable, onSelect, onDo }: LettersBarProps) {
  return (
    <Group justify="space-between" px="lg" py="sm" gap="sm">
      <Group gap="sm" wrap="nowrap">
        {editable && (
          <Checkbox
            aria-label="Select all that are shown"
            checked={shown.length > 0 && selected.size === shown.length}
            indeterminate={selected.size > 0 && selected.size < shown.length}
            onChange={(event) => onSelect(new Set(event.currentTarget.checked ? shown : []))}
          />
        )}
        <Text size="sm" fw={550} role="status">
          {meant(selected.size, total)}
        </Text>
      </Group>
      {editable && (
        <Group gap="xs">
          <Button size="xs" leftSection={<Icon name="refresh" size={14} />} onClick={() => onDo('replay')}>
            Replay
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="delete" size={14} />}
            onClick={() => onDo('delete')}
          >
            Delete
          </Button>
        </Group>
      )}
    </Group>
  );
}

function meant(selected: number, total: number | undefined): string {
  if (selected > 0) return `${counted(selected, 'letter')} selected`;
  return total === undefined ? 'All letters of this device' : `All ${counted(total, 'letter')}`;
}
