import { type Provider, type Type } from '@nestjs/common';
import { INGEST_URL, PostbackSecretsController } from './postback-secrets.controller.ts';

export const installControllers: readonly Type[] = [PostbackSecretsController];

export interface InstallParts {
  /** Where ingest is found from outside; '' = nobody said. */
  readonly ingestUrl: string;
}

/** By which doors it comes to be known that Kochava has installs. */
export function installProviders({ ingestUrl }: InstallParts): readonly Provider[] {
  return [{ provide: INGEST_URL, useValue: ingestUrl.replace(/\/+$/, '') }];
}
