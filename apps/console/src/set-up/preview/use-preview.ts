import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { previewOf } from '../../api/preview.ts';
import { type SyncPatch } from '../../api/syncs.ts';
import { type SetUp } from '../use-set-up.ts';

const typingPauseMs = 300;

/** The preview of what is typed, once one stops typing. */
export function usePreview({ base, patch }: SetUp, text: string) {
  const [settled] = useDebouncedValue(JSON.stringify([text, patch ?? null]), typingPauseMs);
  const [asked, over] = JSON.parse(settled) as [string, SyncPatch | null];
  const settledEvent = parsed(asked);
  const preview = useQuery({
    queryKey: ['preview', base.id, base.version, settled],
    queryFn: ({ signal }) => previewOf(base.id, settledEvent.value, over ?? undefined, signal),
    enabled: settledEvent.ok,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  return { preview, event: parsed(text) };
}

type Parsed =
  | { readonly ok: true; readonly value: unknown; readonly why?: undefined }
  | { readonly ok: false; readonly value?: undefined; readonly why: string };

function parsed(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, why: `This is not JSON yet: ${(error as Error).message}` };
  }
}
