import { documentParser, kvKeys, SyncSecrets } from '@kochava-stream/contracts';
import { type Logger } from '@kochava-stream/observability';
import { BucketWatch } from './bucket-watch.ts';
import { type Nats } from './connect.ts';

/** The sealed credentials of every sync that has any; only for who holds the key to open them. */
export interface SecretsView {
  get(sync: string): SyncSecrets | undefined;
  ignored(): number;
  close(): void;
}

export interface WatchSecretsOptions {
  readonly logger: Logger;
  /** undefined = they were removed. */
  readonly onChange?: (sync: string, secrets: SyncSecrets | undefined) => void;
}

const parse = documentParser(SyncSecrets);
const prefix = kvKeys.sync('');

/** Resolves when what the bucket holds now has been read. @throws StreamMissing: not provisioned */
export async function watchSecrets(nats: Nats, options: WatchSecretsOptions): Promise<SecretsView> {
  const secrets = new Map<string, SyncSecrets>();
  let ignored = 0;
  const put = (key: string, bytes: Uint8Array): void => {
    const document = parse(bytes);
    if (document !== undefined && key === kvKeys.sync(document.sync)) {
      secrets.set(document.sync, document);
      options.onChange?.(document.sync, document);
      return;
    }
    ignored += 1;
    options.logger.error({ key }, 'secrets document does not fit and is passed over');
  };
  const deleted = (key: string): void => {
    const sync = key.slice(prefix.length);
    if (secrets.delete(sync)) options.onChange?.(sync, undefined);
  };
  const watch = new BucketWatch(nats, 'secrets', { put, deleted }, options.logger);
  await watch.complete();
  return { get: (sync) => secrets.get(sync), ignored: () => ignored, close: () => watch.close() };
}
