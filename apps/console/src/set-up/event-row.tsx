import { ActionIcon, Autocomplete, Box, Text } from '@mantine/core';
import { Hints, type Hint } from '../parts/hint.tsx';
import { Icon } from '../parts/icon.tsx';
import classes from './event-row.module.css';

interface EventRowProps {
  readonly name: string;
  readonly index: number;
  readonly hints: readonly Hint[];
  /** Of its new name, as a JSON pointer. */
  readonly renameField: string;
  /** '' = under its own name. */
  readonly sentAs: string;
  readonly standards: readonly string[];
  /** An install has no name at Kochava. */
  readonly renamable: boolean;
  readonly editable: boolean;
  readonly problem: string | undefined;
  readonly renameProblem: string | undefined;
  readonly onRename: (to: string) => void;
  readonly onRemove: () => void;
}

/** One selected event, and what it is called at Kochava. */
export function EventRow(props: EventRowProps) {
  const { name, index, hints, editable, problem, renameField, onRemove } = props;
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
        <Hints hints={hints} field={`/sendEvents/events/${index}`} />
        <Hints hints={hints} field={renameField} />
      </Box>
      {props.renamable ? (
        <NameAtKochava {...props} />
      ) : (
        <Text size="sm" c="dimmed">
          sent as an install
        </Text>
      )}
      {editable && (
        <ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={`Remove ${name}`}>
          <Icon name="close" size={16} />
        </ActionIcon>
      )}
    </li>
  );
}

function NameAtKochava({ name, sentAs, standards, editable, renameProblem, onRename }: EventRowProps) {
  return (
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
  );
}
