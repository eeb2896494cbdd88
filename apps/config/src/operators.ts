import { type Provider, type Type } from '@nestjs/common';
import { type LetterParts, startLetters } from './dead-letters/letters-worker.ts';
import { EventKeeper } from './dead-letters/event-keeper.ts';
import { deadLetterControllers, deadLetterProviders } from './dead-letters/slice.ts';
import { identityControllers, identityProviders } from './identity/slice.ts';
import { type Syncs } from './store/syncs.ts';

/** What people look into and put right by hand: dead letters, links, events on their way. */
export const operatorControllers: readonly Type[] = [...deadLetterControllers, ...identityControllers];

export interface OperatorParts {
  readonly providers: readonly Provider[];
  close(): Promise<void>;
}

export function startOperators(parts: LetterParts & { readonly syncs: Syncs }): OperatorParts {
  const { db, nats, logger, syncs } = parts;
  const letters = startLetters(parts);
  const keeper = new EventKeeper(db, nats, logger);
  return {
    providers: [...deadLetterProviders(db, syncs), ...identityProviders(db, nats, parts.shards)],
    close: async () => {
      await letters.close();
      await keeper.close();
    },
  };
}
