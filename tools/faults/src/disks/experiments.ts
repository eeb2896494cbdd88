import { type Experiment } from '../experiment.ts';
import { powerLoss } from './power-loss.ts';

/** What happens to those who store. */
export const diskExperiments: readonly Experiment[] = [powerLoss];
