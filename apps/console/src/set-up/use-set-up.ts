import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Problem } from '../api/api-error.ts';
import { validateSync, type Sync, type SyncPatch, type Validation } from '../api/syncs.ts';
import { changed, draftOf, patchOf, type Draft, type SetDraft } from './draft.ts';

export interface SetUp {
  /** What the changes are made against: somebody else's later version does not slip under them. */
  readonly base: Sync;
  readonly draft: Draft;
  readonly set: SetDraft;
  /** What saving would change; undefined = nothing. */
  readonly patch: SyncPatch | undefined;
  /** The status is another one than the stored one. */
  readonly switched: boolean;
  /** Why it cannot be saved as it stands. */
  readonly problems: readonly Problem[];
  /** What is missing before it can be enabled. */
  readonly toEnable: readonly Problem[];
  readonly hints: Validation['hints'];
  /** Starts again from a sync, with some of the form kept. */
  readonly reset: (to: Sync, kept?: Partial<Draft>) => void;
}

const typingPauseMs = 300;

/** The form's state, checked by the API whenever one stops typing. */
export function useSetUp(sync: Sync): SetUp {
  const [base, setBase] = useState(sync);
  const [draft, setDraft] = useState(() => draftOf(sync));
  const patch = patchOf(base, draft);
  const switched = draft.status !== base.status;
  const reset = (to: Sync, kept: Partial<Draft> = {}) => {
    setBase(to);
    setDraft({ ...draftOf(to), ...kept });
  };
  if (sync.version > base.version && patch === undefined && !switched) reset(sync);
  const { problems, toEnable, hints } = useValidation(base, patch);
  return {
    ...{ base, draft, patch, switched, reset, toEnable, hints },
    set: (change) => setDraft((before) => changed(before, change)),
    problems: draft.status === 'enabled' ? [...problems, ...toEnable] : problems,
  };
}

function useValidation(base: Sync, patch: SyncPatch = {}): Validation {
  const [settled] = useDebouncedValue(JSON.stringify(patch), typingPauseMs);
  const { data } = useQuery({
    queryKey: ['validate', base.id, base.version, settled],
    queryFn: ({ signal }) => validateSync(base.id, JSON.parse(settled) as SyncPatch, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return data ?? nothingFound;
}

const nothingFound: Validation = { problems: [], toEnable: [], hints: [], changes: [] };
