import { type Experiment } from '../experiment.ts';
import { badNeighbour } from './bad-neighbour.ts';
import { misbehaving } from './misbehaving.ts';

/** What Kochava does. */
export const kochavaExperiments: readonly Experiment[] = [misbehaving, badNeighbour];
