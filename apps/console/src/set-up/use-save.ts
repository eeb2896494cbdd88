import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { changeSync, disableSync, enableSync, syncQuery, type DisabledSync, type Sync } from '../api/syncs.ts';
import { useToast } from '../parts/toast.tsx';
import { type SetUp } from './use-set-up.ts';

/** Saves what the form changes. */
export function useSave(setUp: SetUp, onSaved: () => void) {
  const queryClient = useQueryClient();
  const say = useToast();
  const { id, project } = setUp.base;
  const mutation = useMutation({
    mutationFn: (why: string) => saveAll(setUp, why),
    onSuccess: (saved) => {
      queryClient.setQueryData(syncQuery(id).queryKey, saved);
      setUp.reset(saved);
      onSaved();
      say('Saved', afterwards(saved));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['overview', project] }),
    onError: () => queryClient.invalidateQueries({ queryKey: syncQuery(id).queryKey }),
  });
  return { save: mutation.mutate, saving: mutation.isPending, error: told(mutation.error) };
}

type Saved = Sync & Partial<Pick<DisabledSync, 'remaining'>>;

/** Of a sync that was disabled: what becomes of what is under way. */
function afterwards({ version, remaining }: Saved): string {
  return remaining?.explanation ?? `Version ${version}. Every service has it within seconds.`;
}

/** Disabling comes first, enabling last: it asks for a complete sync. */
async function saveAll({ base, draft, patch, switched, reset }: SetUp, why: string): Promise<Saved> {
  const off = switched && draft.status === 'disabled';
  let saved: Saved = off ? await disableSync(base.id, why) : base;
  if (patch !== undefined) {
    const changed = await changeSync(base.id, saved.version, { ...patch, ...(why !== '' && { why }) });
    saved = { ...saved, ...changed };
    // Should the next step fail, only that one is left.
    reset(saved, { status: draft.status });
  }
  return switched && !off ? enableSync(base.id, why) : saved;
}

function told(error: Error | null): Error | null {
  if (!(error instanceof ApiError) || error.status !== 412) return error;
  return new Error('Somebody else changed this sync meanwhile. Discard to see their version, then change it again.');
}
