import { Button, Checkbox, Group, Paper, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { lettersQuery, type DeadLetter, type LetterFilter, type Meant } from '../api/dead-letters.ts';
import { type Sync } from '../api/syncs.ts';
import { counted } from '../parts/ago.ts';
import { Icon } from '../parts/icon.tsx';
import { Paged } from '../parts/paged.tsx';
import { useMay } from '../session/session.ts';
import { DeleteLetters } from './delete-letters.tsx';
import { LetterDrawer } from './letter-drawer.tsx';
import { LetterRows } from './letter-rows.tsx';
import { ReplayLetters } from './replay-letters.tsx';

interface LettersProps {
  readonly sync: Sync;
  readonly filter: LetterFilter;
  /** How many the filter means. */
  readonly total: number;
}

type Doing = 'replay' | 'delete' | undefined;

/** The letters; what is done is done to the selected ones, or to all that the filter means. */
export function Letters({ sync, filter, total }: LettersProps) {
  const query = useInfiniteQuery(lettersQuery(sync.id, filter));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [looking, setLooking] = useState<string>();
  const [doing, setDoing] = useState<Doing>();
  const editable = useMay('editor', sync.project);
  const meant: Meant = selected.size > 0 ? { ids: [...selected] } : { filter };
  const what = selected.size > 0 ? `${counted(selected.size, 'letter')} selected` : `All ${counted(total, 'letter')}`;
  const done = () => {
    setDoing(undefined);
    setSelected(new Set());
  };
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <Group justify="space-between" px="lg" py="sm" gap="sm">
        <Text size="sm" fw={550} role="status">
          {what}
        </Text>
        {editable && (
          <Group gap="xs">
            <Button size="xs" leftSection={<Icon name="refresh" size={14} />} onClick={() => setDoing('replay')}>
              Replay
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<Icon name="dead" size={14} />}
              onClick={() => setDoing('delete')}
            >
              Delete
            </Button>
          </Group>
        )}
      </Group>
      <Paged query={query}>
        {(pages) => {
          const letters = pages.flatMap((page) => page.letters);
          return (
            <LetterRows
              letters={letters}
              onLook={setLooking}
              {...(editable && {
                checkbox: (letter: DeadLetter) => <Tick letter={letter} of={selected} set={setSelected} />,
              })}
            />
          );
        }}
      </Paged>
      {looking !== undefined && <LetterDrawer sync={sync} letter={looking} onClose={() => setLooking(undefined)} />}
      {doing === 'replay' && (
        <ReplayLetters sync={sync} meant={meant} onClose={() => setDoing(undefined)} onDone={done} />
      )}
      {doing === 'delete' && (
        <DeleteLetters sync={sync} meant={meant} onClose={() => setDoing(undefined)} onDone={done} />
      )}
    </Paper>
  );
}

interface TickProps {
  readonly letter: DeadLetter;
  readonly of: ReadonlySet<string>;
  readonly set: (selected: ReadonlySet<string>) => void;
}

function Tick({ letter, of, set }: TickProps) {
  return (
    <Checkbox
      aria-label={`Select the letter of ${letter.device ?? 'an unknown device'}, ${letter.reason}`}
      checked={of.has(letter.id)}
      onChange={(event) => {
        const next = new Set(of);
        if (event.currentTarget.checked) next.add(letter.id);
        else next.delete(letter.id);
        set(next);
      }}
    />
  );
}
