import { Checkbox, Paper } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { lettersQuery, type DeadLetter, type LetterFilter, type Meant } from '../api/dead-letters.ts';
import { type Sync } from '../api/syncs.ts';
import { Nothing } from '../parts/nothing.tsx';
import { Paged } from '../parts/paged.tsx';
import { useMay } from '../session/session.ts';
import { DeleteLetters } from './delete-letters.tsx';
import { LetterDrawer } from './letter-drawer.tsx';
import { LetterRows } from './letter-rows.tsx';
import { LettersBar, type Doing } from './letters-bar.tsx';
import { ReplayLetters } from './replay-letters.tsx';

interface LettersProps {
  readonly sync: Sync;
  readonly filter: LetterFilter;
  /** How many the filter means; undefined = not known before they are counted. */
  readonly total: number | undefined;
}

/** The letters; what is done is done to the selected ones, or to all that the filter means. */
export function Letters({ sync, filter, total }: LettersProps) {
  const query = useInfiniteQuery(lettersQuery(sync.id, filter));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [looking, setLooking] = useState<string>();
  const [doing, setDoing] = useState<Doing>();
  const editable = useMay('editor', sync.project);
  const meant: Meant = selected.size > 0 ? { ids: [...selected] } : { filter };
  const done = () => {
    setDoing(undefined);
    setSelected(new Set());
  };
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <LettersBar
        selected={selected}
        shown={query.data?.pages.flatMap((page) => page.letters.map(({ id }) => id)) ?? []}
        total={total}
        editable={editable}
        onSelect={setSelected}
        onDo={setDoing}
      />
      <Paged query={query}>
        {(pages) => {
          const letters = pages.flatMap((page) => page.letters);
          if (letters.length === 0) return <NoneOfDevice />;
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

function NoneOfDevice() {
  return (
    <Nothing
      icon="search"
      title="No letter of this device"
      whatToDo="The id must be whole: it is the one that the mapping of the Kochava Device ID gave."
      framed={false}
    />
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
