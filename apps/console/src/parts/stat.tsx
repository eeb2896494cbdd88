import { Paper, Text, Tooltip } from '@mantine/core';
import { type ReactNode } from 'react';

interface StatProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly detail?: ReactNode;
  /** The name that the API and Amplitude have for it. */
  readonly name?: string;
}

/** One number with what it is. */
export function Stat({ label, value, detail, name }: StatProps) {
  return (
    <Paper withBorder p="md" miw={0}>
      <Tooltip label={name} disabled={name === undefined} position="top-start">
        <Text size="xs" c="dimmed" fw={550} {...(name !== undefined && { tabIndex: 0 })}>
          {label}
        </Text>
      </Tooltip>
      <Text fz={26} fw={650} lh={1.3} className="numbers">
        {value}
      </Text>
      <Text size="xs" c="dimmed" mih={18}>
        {detail}
      </Text>
    </Paper>
  );
}
