import { type Experiment } from '../experiment.ts';
import { natsDiskFull, postgresDiskFull } from './disk-full.ts';
import { powerLoss } from './power-loss.ts';

/** What happens to the disks of those who store. */
export const diskExperiments: readonly Experiment[] = [powerLoss, natsDiskFull, postgresDiskFull];
