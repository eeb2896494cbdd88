import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { type Wanted } from '../api/events.ts';
import { type Sync } from '../api/syncs.ts';

const fields = [
  { name: 'event', label: 'Event name' },
  { name: 'device', label: 'Device id' },
  { name: 'user', label: 'User id' },
  { name: 'insertId', label: 'Insert id' },
] as const;

interface WantedFieldsProps {
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
  readonly sync: string;
  /** None: there is nothing to choose from. */
  readonly syncs: readonly Sync[];
  readonly onSync: (sync: string) => void;
}

/** Which events are wanted; each field is compared as a whole. */
export function WantedFields({ wanted, onChange, sync, syncs, onSync }: WantedFieldsProps) {
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }} spacing="sm" w="100%">
      {fields.map(({ name, label }) => (
        <TextInput
          key={name}
          label={label}
          placeholder="any"
          value={wanted[name]}
          onChange={(event) => onChange({ ...wanted, [name]: event.currentTarget.value.trim() })}
          spellCheck={false}
          autoComplete="off"
        />
      ))}
      {syncs.length > 0 && (
        <NativeSelect
          label="Sync"
          data={[{ value: '', label: 'any' }, ...syncs.map(({ id, name }) => ({ value: id, label: name }))]}
          value={sync}
          onChange={(event) => onSync(event.currentTarget.value)}
        />
      )}
    </SimpleGrid>
  );
}
