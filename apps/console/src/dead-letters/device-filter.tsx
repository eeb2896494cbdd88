import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type LetterFilter } from '../api/dead-letters.ts';
import { Icon } from '../parts/icon.tsx';

/** Narrows the letters to those of one device. */
export function DeviceFilter({ onChange }: { onChange: (device: string) => void }) {
  const settled = useDebouncedCallback(onChange, 300);
  return (
    <TextInput
      aria-label="Only the letters of a device"
      placeholder="only of a device: its whole Kochava device id"
      onChange={(event) => settled(event.currentTarget.value.trim())}
      leftSection={<Icon name="search" size={14} />}
      maw={520}
      spellCheck={false}
      autoComplete="off"
    />
  );
}

/** What the filter says of a device, if it says something. */
export function ofDevice({ device }: LetterFilter): Pick<LetterFilter, 'device'> {
  return device === undefined ? {} : { device };
}

/** The filter with another device; '' = any. */
export function withDevice({ device: _, ...others }: LetterFilter, device: string): LetterFilter {
  return device === '' ? others : { ...others, device };
}
