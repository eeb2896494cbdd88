import { Group, Text } from '@mantine/core';
import { asSentence } from './field-problems.ts';
import { Icon } from './icon.tsx';

export interface Hint {
  readonly field: string;
  readonly hint: string;
}

/** What may be saved as it is, and is probably not what was meant. */
export function Hints({ hints, field, of }: { hints: readonly Hint[]; field: string; of?: string }) {
  const mine = hints.filter((hint) => hint.field === field || hint.field.startsWith(`${field}/`));
  return mine.map(({ field: at, hint }) => (
    <Group key={at + hint} gap={6} wrap="nowrap" align="flex-start" mt={4} role="note">
      <Icon name="info" size={14} style={{ marginTop: 2, color: 'var(--ks-hint)' }} />
      <Text size="xs" c="var(--ks-hint)">
        {asSentence(hint, of)}
      </Text>
    </Group>
  ));
}
