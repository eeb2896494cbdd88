import { PreviewController } from '../preview/preview.controller.ts';
import { TestController } from '../preview/test.controller.ts';
import { SuggestionsController } from '../suggestions/suggestions.controller.ts';
import { HistoryController } from './history.controller.ts';
import { SyncsController } from './syncs.controller.ts';
import { ValidationController } from './validation.controller.ts';

/** Everything that the API does with syncs. */
export const syncControllers = [
  SyncsController,
  HistoryController,
  ValidationController,
  PreviewController,
  TestController,
  SuggestionsController,
];
