import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Problem } from '../api/http.ts';
import { validateSync, type Sync, type SyncPatch } from '../api/syncs.ts';
import { draftOf, patchOf, type Draft, type SetDraft } from './draft.ts';

export interface SetUp {
  /** What the changes are made against: somebody else's later version does not slip under them. */
  readonly base: Sync;
  readonly draft: Draft;
  readonly set: SetDraft;
  /** What saving would change; undefined = nothing. */
  readonly patch: SyncPatch | undefined;
  /** The status is another one than the stored one. */
  readonly switched: boolean;
  readonly problems: readonly Problem[];
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
  return {
    ...{ base, draft, patch, switched, reset },
    set: (change) => setDraft((before) => ({ ...before, ...change })),
    problems: useProblems(base, patch, switched ? draft.status : undefined),
  };
}

function useProblems(base: Sync, patch: SyncPatch | undefined, status: string | undefined): readonly Problem[] {
  const asked = JSON.stringify({ ...patch, ...(status !== undefined && { status }) });
  const [settled] = useDebouncedValue(asked, typingPauseMs);
  const { data } = useQuery({
    queryKey: ['validate', base.id, base.version, settled],
    queryFn: ({ signal }) => validateSync(base.id, JSON.parse(settled) as SyncPatch, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return data ?? noProblems;
}

const noProblems: readonly Problem[] = [];
