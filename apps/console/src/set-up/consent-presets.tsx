import { Button, Group, Text, Tooltip } from '@mantine/core';
import { type SyncDocument } from '../api/syncs.ts';
import { useStandards } from './suggestions.ts';

interface ConsentPresetsProps {
  readonly mappings: SyncDocument['mappings'];
  readonly onChange: (mappings: SyncDocument['mappings']) => void;
}

/** Fills in the consent fields by the names that properties for them often have. */
export function ConsentPresets({ mappings, onChange }: ConsentPresetsProps) {
  const presets = useStandards()?.consentPresets ?? [];
  if (presets.length === 0) return null;
  return (
    <Group gap={6} role="group" aria-label="Presets of the consent fields">
      <Text size="xs" c="dimmed">
        Fill in for:
      </Text>
      {presets.map(({ name, title, values, mappings: preset }) => (
        <Tooltip key={name} label={values} multiline maw={320}>
          <Button size="compact-xs" variant="default" onClick={() => onChange({ ...mappings, ...preset })}>
            {title}
          </Button>
        </Tooltip>
      ))}
    </Group>
  );
}
