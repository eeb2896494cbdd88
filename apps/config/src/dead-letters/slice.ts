import { type Provider, type Type } from '@nestjs/common';
import { type Database } from '@kochava-stream/persistence';
import { type Syncs } from '../store/syncs.ts';
import { DeadLetterDesk } from './desk.ts';
import { Letters } from './letters.ts';
import { Replays } from './replays.ts';
import { SyncLettersController } from './sync-letters.controller.ts';
import { UnassignedLettersController } from './unassigned-letters.controller.ts';

export const deadLetterControllers: readonly Type[] = [SyncLettersController, UnassignedLettersController];

export function deadLetterProviders(db: Database, syncs: Syncs): Provider[] {
  const desk = new DeadLetterDesk(new Letters(db), new Replays(db), syncs);
  return [{ provide: DeadLetterDesk, useValue: desk }];
}
