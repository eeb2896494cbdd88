import { type Provider, type Type } from '@nestjs/common';
import { type Nats } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { PreviewController } from '../preview/preview.controller.ts';
import { TestSends } from '../preview/test-sends.ts';
import { TestController } from '../preview/test.controller.ts';
import { SuggestionsController } from '../suggestions/suggestions.controller.ts';
import { HistoryController } from './history.controller.ts';
import { REMAINING, remainingOf } from './remaining.ts';
import { SyncsController } from './syncs.controller.ts';
import { ValidationController } from './validation.controller.ts';

/** Everything that the API does with syncs. */
export const syncControllers: readonly Type[] = [
  SyncsController,
  HistoryController,
  ValidationController,
  PreviewController,
  TestController,
  SuggestionsController,
];

/** What that needs, besides the syncs themselves. */
export function syncProviders(db: Database, nats: Nats, logger: Logger): readonly Provider[] {
  return [
    { provide: TestSends, useValue: new TestSends(nats, logger) },
    { provide: REMAINING, useValue: remainingOf(db, nats) },
  ];
}
