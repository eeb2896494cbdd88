import { type Ending } from './story/tell.ts';

/** What a teller is asked: every `step`th seed from `from` on. */
export interface Asked {
  readonly from: number;
  readonly until: number;
  readonly step: number;
  readonly bug: string | undefined;
}

export type Told = Pick<Ending, 'seed' | 'findings' | 'digest' | 'events' | 'calls' | 'repeats' | 'accepted'>;
