import { CommitUnknown, isDataFault, isRetryable, isTooSlow } from '@kochava-stream/persistence';
import { FenceLost } from './settle.ts';

/** For a handler to throw, or to extend: nothing is wrong with the messages, the same will succeed later. */
export class TryLater extends Error {
  override readonly name: string = 'TryLater';
}

/**
 * What a failed transaction means:
 * `lost` a shard has another owner · `unknown` it may have committed · `slow` too much at once ·
 * `later` the same will succeed later · `data` the same will fail for ever · `bug` nobody foresaw it.
 */
export type Fault = 'lost' | 'unknown' | 'slow' | 'later' | 'data' | 'bug';

export function faultOf(error: unknown): Fault {
  if (error instanceof FenceLost) return 'lost';
  if (error instanceof CommitUnknown) return 'unknown';
  if (isTooSlow(error)) return 'slow';
  if (error instanceof TryLater || isRetryable(error)) return 'later';
  if (isDataFault(error)) return 'data';
  return 'bug';
}
