import { type Provider, type Type } from '@nestjs/common';
import { type Database } from '@kochava-stream/persistence';
import { DeletionsController } from './deletions.controller.ts';
import { DeletionJobs } from './jobs.ts';

export const deletionControllers: readonly Type[] = [DeletionsController];

export function deletionProviders(db: Database): readonly Provider[] {
  return [{ provide: DeletionJobs, useValue: new DeletionJobs(db) }];
}
