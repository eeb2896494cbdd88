import { type Problem } from '../../api/api-error.ts';
import { type Sync, type Validation } from '../../api/syncs.ts';
import { type Draft, type SetDraft } from '../draft.ts';

/** What every step of the set-up is given. */
export interface StepProps {
  readonly step: number;
  readonly sync: Sync;
  readonly draft: Draft;
  readonly set: SetDraft;
  readonly problems: readonly Problem[];
  /** What is missing before it can be enabled, while it is not. */
  readonly toEnable: readonly Problem[];
  readonly hints: Validation['hints'];
  /** False for viewers: they see everything and change nothing. */
  readonly editable: boolean;
}
