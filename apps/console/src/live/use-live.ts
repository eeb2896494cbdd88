import { useEffect, useRef, useState } from 'react';
import { isLeftAlone } from '../api/activity.ts';
import { ApiError } from '../api/api-error.ts';
import { given, type Wanted } from '../api/events.ts';
import { type LiveStep } from './live-step.ts';
import { serverSentParser } from './server-sent.ts';

/** What is kept on the page; older steps go. */
const mostShown = 300;
const againMs = 3000;

export interface Live {
  /** The newest first. */
  readonly steps: readonly (LiveStep & { readonly key: number })[];
  /** Events that were too many to show. */
  readonly skipped: number;
  readonly state: 'connecting' | 'watching' | 'paused' | 'lost';
  readonly problem: string | undefined;
}

const nothing: Live = { steps: [], skipped: 0, state: 'connecting', problem: undefined };

/** Events as they pass, while it is not paused; a stream that ends is opened again. */
export function useLive(project: string, { wanted, sync }: { wanted: Wanted; sync: string }, paused: boolean): Live {
  const [live, setLive] = useState(nothing);
  const keys = useRef(0);
  const search = new URLSearchParams({ ...given(wanted), ...(sync !== '' && { sync }) }).toString();
  useEffect(() => {
    setLive((before) => ({ ...before, state: paused ? 'paused' : 'connecting', problem: undefined }));
    if (paused) return;
    const leaving = new AbortController();
    const take = (event: string, data: string): void => {
      if (event === 'skipped')
        setLive((before) => ({ ...before, skipped: before.skipped + (JSON.parse(data) as { n: number }).n }));
      if (event !== 'step') return;
      const step = { ...(JSON.parse(data) as LiveStep), key: (keys.current += 1) };
      setLive((before) => ({ ...before, steps: [step, ...before.steps.slice(0, mostShown - 1)] }));
    };
    const opened = () => setLive((before) => ({ ...before, state: 'watching', problem: undefined }));
    const lost = (problem: string) => setLive((before) => ({ ...before, state: 'lost', problem }));
    void watch(`/api/projects/${project}/live?${search}`, { signal: leaving.signal, take, opened, lost });
    return () => leaving.abort();
  }, [project, search, paused]);
  useEffect(() => setLive((before) => ({ ...nothing, state: before.state })), [project, search]);
  return live;
}

interface Watching {
  readonly signal: AbortSignal;
  readonly take: (event: string, data: string) => void;
  readonly opened: () => void;
  readonly lost: (problem: string) => void;
}

async function watch(url: string, watching: Watching): Promise<void> {
  const { signal, lost } = watching;
  while (!signal.aborted) {
    try {
      await readOnce(url, watching);
      lost('The stream ended; it is opened again.');
    } catch (error) {
      if (signal.aborted) return;
      lost(error instanceof ApiError ? error.message : 'The config service cannot be reached; it is tried again.');
    }
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}

async function readOnce(url: string, { signal, take, opened }: Watching): Promise<void> {
  const accept = { accept: 'text/event-stream' };
  const answer = await fetch(url, { signal, headers: isLeftAlone() ? { ...accept, 'x-background': '1' } : accept });
  if (!answer.ok || answer.body === null) {
    const { error } = (await answer.json()) as { error: { message: string } };
    throw new ApiError(answer.status, error.message);
  }
  opened();
  const parse = serverSentParser();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (const { event, data } of parse(part.value)) take(event, data);
  }
}
