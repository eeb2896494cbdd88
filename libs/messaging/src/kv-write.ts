import { kvBuckets, type ProjectConfig, type SyncConfig, type SyncSecrets } from '@kochava-stream/contracts';
import { type Nats } from './connect.ts';
import { type Headers } from './headers.ts';
import { limitsOf, store, type PublishOptions } from './publish.ts';

export type Bucket = keyof typeof kvBuckets;

/** Values of one key are to be written one after another: two under way at a time may end in either order. */
export interface KvWriteOptions extends PublishOptions {
  /** Message id: within the duplicate window (2 min) a repeat is not stored again. */
  readonly id?: string;
}

/** Value of the key `ready`. */
export interface ReadyMark {
  readonly v: 1;
}

/** `key` is one of `kvKeys`. @throws PublishFailed */
export function putConfig(
  nats: Nats,
  key: string,
  document: SyncConfig | ProjectConfig | ReadyMark,
  options: KvWriteOptions = {},
): Promise<void> {
  return write(nats, { bucket: 'config', key, bytes: Buffer.from(JSON.stringify(document)), headers: {} }, options);
}

/** `key` is `kvKeys.sync(…)`. @throws PublishFailed */
export function putSecret(nats: Nats, key: string, secrets: SyncSecrets, options: KvWriteOptions = {}): Promise<void> {
  return write(nats, { bucket: 'secrets', key, bytes: Buffer.from(JSON.stringify(secrets)), headers: {} }, options);
}

/** Removes a key; whoever watches is told. @throws PublishFailed */
export function deleteKey(nats: Nats, bucket: Bucket, key: string, options: KvWriteOptions = {}): Promise<void> {
  return write(nats, { bucket, key, bytes: new Uint8Array(), headers: { 'KV-Operation': 'DEL' } }, options);
}

interface Write {
  bucket: Bucket;
  key: string;
  bytes: Uint8Array;
  headers: Headers;
}

/** The layout of a KV bucket is the broker's documented one, so that any KV client can look at it. */
function write(nats: Nats, { bucket, key, bytes, headers }: Write, options: KvWriteOptions): Promise<void> {
  const name = kvBuckets[bucket];
  const message = {
    stream: `KV_${name}`,
    subject: `$KV.${name}.${key}`,
    bytes,
    id: options.id ?? '',
    headers,
  };
  return store(nats, message, limitsOf(options));
}
