import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { type HistoryEntry } from '../api/history.ts';
import { Icon } from '../parts/icon.tsx';
import { Ago } from '../parts/time.tsx';
import { Changes } from './changes.tsx';
import classes from './version-entry.module.css';
import { saidOf } from './wording.ts';

interface VersionEntryProps {
  readonly entry: HistoryEntry;
  readonly current: boolean;
  readonly onRollBack?: () => void;
}

/** Who changed what, when and why. */
export function VersionEntry({ entry, current, onRollBack }: VersionEntryProps) {
  const { version, who, at, why, changes } = entry;
  return (
    <li className={classes.entry}>
      <span className={classes.version}>v{version}</span>
      <Stack gap={6} miw={0}>
        <Group justify="space-between" gap="xs" align="flex-start">
          <div>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                {saidOf(entry)}
              </Text>
              {current && (
                <Badge size="sm" radius="sm" variant="light" tt="none">
                  current
                </Badge>
              )}
            </Group>
            <Text size="xs" c="dimmed">
              {who}, <Ago at={at} size="xs" />
            </Text>
          </div>
          {onRollBack && (
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<Icon name="history" size={14} />}
              onClick={onRollBack}
              aria-label={`Roll back to this: version ${version}`}
            >
              Roll back to this
            </Button>
          )}
        </Group>
        {why !== null && (
          <Text size="sm" className={classes.why ?? ''}>
            {why}
          </Text>
        )}
        {version > 1 && <Changes changes={changes} />}
      </Stack>
    </li>
  );
}
