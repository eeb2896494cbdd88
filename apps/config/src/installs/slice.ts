import { type Provider, type Type } from '@nestjs/common';
import { type Nats } from '@kochava-stream/messaging';
import { ConfirmController } from './confirm.controller.ts';
import { ImportController } from './import.controller.ts';
import { INGEST_URL, PostbackSecretsController } from './postback-secrets.controller.ts';
import { PublishInstalls } from './publish-installs.ts';

export const installControllers: readonly Type[] = [PostbackSecretsController, ImportController, ConfirmController];

export interface InstallParts {
  readonly nats: Nats;
  /** Of the system. */
  readonly shards: number;
  /** Where ingest is found from outside; '' = nobody said. */
  readonly ingestUrl: string;
}

/** By which doors it comes to be known that Kochava has installs. */
export function installProviders({ nats, shards, ingestUrl }: InstallParts): readonly Provider[] {
  return [
    { provide: INGEST_URL, useValue: ingestUrl.replace(/\/+$/, '') },
    { provide: PublishInstalls, useValue: new PublishInstalls(nats, shards) },
  ];
}
