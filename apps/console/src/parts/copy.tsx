import { ActionIcon, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { Icon } from './icon.tsx';

/** Copies `value`; `what` names it for screen readers. */
export function Copy({ value, what }: { value: string; what: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} aria-label={`Copy ${what}`}>
            <Icon name={copied ? 'check' : 'copy'} size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** An identifier, in its own letters, with a way to copy it. */
export function Identifier({ value, what }: { value: string; what: string }) {
  return (
    <Group gap={4} wrap="nowrap" miw={0} component="span">
      <Text span size="xs" ff="monospace" c="dimmed" truncate>
        {value}
      </Text>
      <Copy value={value} what={what} />
    </Group>
  );
}
