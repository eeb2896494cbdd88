import { type ReceivedInstall } from '@kochava-stream/contracts';
import { receivedInstall } from '@kochava-stream/kochava';
import { type Part } from './upload-parts.ts';

/** An install as part of a message. */
export function installPart(of: Omit<ReceivedInstall, 'id'>, shards: number): Part {
  const { shard, install } = receivedInstall(of, shards);
  const text = JSON.stringify(install);
  return { shard, text, bytes: Buffer.byteLength(text) };
}

/** The bytes of a `receivedInstalls` message that holds the parts. */
export function installsOf(parts: readonly Pick<Part, 'text'>[]): Buffer {
  return Buffer.from(`{"v":1,"installs":[${parts.map(({ text }) => text).join(',')}]}`);
}
