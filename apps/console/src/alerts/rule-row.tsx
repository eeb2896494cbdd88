import { Box, Group, NumberInput, Switch, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import classes from './rule-row.module.css';

interface RuleRowProps {
  readonly label: string;
  readonly help: string;
  readonly enabled: boolean;
  readonly editable: boolean;
  readonly onSwitch: (enabled: boolean) => void;
  /** What can be set of it, while it is on. */
  readonly children?: ReactNode;
}

/** One thing that may be watched. */
export function RuleRow({ label, help, enabled, editable, onSwitch, children }: RuleRowProps) {
  return (
    <Box className={classes.row} component="li">
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="md">
        <div>
          <Text size="sm" fw={600}>
            {label}
          </Text>
          <Text size="sm" c="dimmed">
            {help}
          </Text>
        </div>
        <Switch
          aria-label={label}
          checked={enabled}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
          disabled={!editable}
        />
      </Group>
      {enabled && children && (
        <Group gap="sm" mt="sm" align="flex-start">
          {children}
        </Group>
      )}
    </Box>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly suffix?: string;
  readonly error: string | undefined;
  readonly editable: boolean;
  readonly onChange: (value: number) => void;
}

/** A number of a rule. */
export function Amount({ label, value, min, max, suffix, error, editable, onChange }: AmountProps) {
  return (
    <NumberInput
      label={label}
      size="xs"
      w={170}
      value={value}
      onChange={(typed) => onChange(typeof typed === 'number' ? typed : Number(typed))}
      min={min}
      max={max}
      {...(suffix !== undefined && { suffix })}
      error={error}
      readOnly={!editable}
    />
  );
}
