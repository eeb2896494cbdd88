import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { changeSync, switchSync, syncQuery, type Sync } from '../api/syncs.ts';
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
      say('Saved', `Version ${saved.version}. Every service has it within seconds.`);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['overview', project] }),
    onError: () => queryClient.invalidateQueries({ queryKey: syncQuery(id).queryKey }),
  });
  return { save: mutation.mutate, saving: mutation.isPending, error: told(mutation.error) };
}

/** Disabling comes first, enabling last: it asks for a complete sync. */
async function saveAll({ base, draft, patch, switched, reset }: SetUp, why: string): Promise<Sync> {
  const off = switched && draft.status === 'disabled';
  let saved = off ? await switchSync(base.id, 'disabled', why) : base;
  if (patch !== undefined) {
    saved = await changeSync(base.id, saved.version, { ...patch, ...(why !== '' && { why }) });
    // Should the next step fail, only that one is left.
    reset(saved, { status: draft.status });
  }
  return switched && !off ? switchSync(base.id, 'enabled', why) : saved;
}

function told(error: Error | null): Error | null {
  if (!(error instanceof ApiError) || error.status !== 412) return error;
  return new Error('Somebody else changed this sync meanwhile. Discard to see their version, then change it again.');
}
