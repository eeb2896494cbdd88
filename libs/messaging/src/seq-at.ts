import { type Nats } from './connect.ts';
import { streamState } from './stream-state.ts';

/** The first sequence of a stream that was stored at or after `at` (ms); one behind the last if there is none. */
export async function seqAt(nats: Nats, stream: string, at: number): Promise<number> {
  const { firstSeq, lastSeq } = await streamState(nats, stream);
  let [low, high] = [Math.max(1, firstSeq), lastSeq + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const stored = await nats.jsm.streams.getMessage(stream, { seq: middle });
    // What has aged out meanwhile is older than anything that is asked for.
    if (stored === null || stored.time.getTime() < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
