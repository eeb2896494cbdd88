import { SimpleGrid, Text, UnstyledButton } from '@mantine/core';
import { type LetterFilter, type LetterGroup } from '../api/dead-letters.ts';
import { count } from '../parts/numbers.ts';
import { ago } from '../parts/ago.ts';
import classes from './groups.module.css';
import { kinds, reasonInWords } from './wording.ts';

interface GroupsProps {
  readonly groups: readonly LetterGroup[];
  readonly chosen: LetterFilter;
  readonly onChoose: (filter: LetterFilter) => void;
}

/** How many letters there are of which reason; a reason that is chosen narrows the list. */
export function Groups({ groups, chosen, onChoose }: GroupsProps) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }} spacing="sm" role="group" aria-label="Reasons">
      {groups.map(({ kind, source, reason, n, newest }) => {
        const active = chosen.reason === reason && chosen.kind === kind && chosen.source === source;
        return (
          <UnstyledButton
            key={`${kind} ${source} ${reason}`}
            className={classes.group ?? ''}
            aria-pressed={active}
            onClick={() => onChoose(active ? {} : { kind, source, reason })}
          >
            <Text size="sm" fw={600}>
              {reasonInWords(reason)}
            </Text>
            <Text fz={22} fw={650} lh={1.3} className="numbers">
              {count(n)}
            </Text>
            <Text size="xs" c="dimmed">
              {kinds[kind]}, newest {ago(Date.parse(newest), Date.now())}
            </Text>
          </UnstyledButton>
        );
      })}
    </SimpleGrid>
  );
}
