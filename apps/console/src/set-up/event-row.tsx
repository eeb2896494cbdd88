import { ActionIcon, Autocomplete, Box, Text } from '@mantine/core';
import { Icon } from '../parts/icon.tsx';
import classes from './event-row.module.css';

interface EventRowProps {
  readonly name: string;
  /** '' = under its own name. */
  readonly sentAs: string;
  readonly standards: readonly string[];
  readonly editable: boolean;
  readonly problem: string | undefined;
  readonly renameProblem: string | undefined;
  readonly onRename: (to: string) => void;
  readonly onRemove: () => void;
}

/** One selected event, and what it is called at Kochava. */
export function EventRow(props: EventRowProps) {
  const { name, sentAs, standards, editable, problem, renameProblem, onRename, onRemove } = props;
  return (
    <li className={classes.row}>
      <Box miw={0}>
        <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        {problem !== undefined && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {problem}
          </Text>
        )}
      </Box>
      <Autocomplete
        size="sm"
        aria-label={`Kochava event name for ${name}`}
        leftSection={<Icon name="arrowRight" size={14} />}
        placeholder={name}
        value={sentAs}
        onChange={onRename}
        data={[...standards]}
        error={renameProblem}
        readOnly={!editable}
        spellCheck={false}
      />
      {editable && (
        <ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={`Remove ${name}`}>
          <Icon name="close" size={16} />
        </ActionIcon>
      )}
    </li>
  );
}
