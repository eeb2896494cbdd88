import { type Provider, type Type } from '@nestjs/common';
import { type LetterParts, startLetters } from './dead-letters/letters-worker.ts';
import { EventKeeper } from './dead-letters/event-keeper.ts';
import { deadLetterControllers, deadLetterProviders } from './dead-letters/slice.ts';
import { startDeletions, type DeletionParts } from './deletions/deletion-worker.ts';
import { deletionControllers, deletionProviders } from './deletions/slice.ts';
import { identityControllers, identityProviders } from './identity/slice.ts';
import { installControllers, installProviders, type InstallParts } from './installs/slice.ts';
import { liveControllers, liveParts } from './live/slice.ts';
import { type Syncs } from './store/syncs.ts';

/** What people look into and put right by hand: dead letters, links, events on their way. */
export const operatorControllers: readonly Type[] = [
  ...deadLetterControllers,
  ...identityControllers,
  ...installControllers,
  ...liveControllers,
  ...deletionControllers,
];

export interface OperatorParts {
  readonly providers: readonly Provider[];
  /** Ends what would keep the HTTP server from closing. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export function startOperators(
  parts: LetterParts & InstallParts & DeletionParts & { readonly syncs: Syncs },
): OperatorParts {
  const { db, nats, logger, syncs, shards } = parts;
  const letters = startLetters(parts);
  const deletions = startDeletions(parts);
  const keeper = new EventKeeper(db, nats, logger);
  const live = liveParts({ db, nats, logger, shards });
  return {
    providers: [
      ...deadLetterProviders(db, syncs),
      ...identityProviders(db, nats, shards),
      ...installProviders(parts),
      ...live.providers,
      ...deletionProviders(db),
    ],
    drain: () => Promise.resolve(live.close()),
    close: async () => {
      await deletions.close();
      await letters.close();
      await keeper.close();
    },
  };
}
