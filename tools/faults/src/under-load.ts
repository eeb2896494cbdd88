import { type Experiment } from './experiment.ts';
import { type Assault } from './rounds/assault.ts';
import { usualLimits } from './rounds/plan.ts';
import { type Also, type Limits, type Round } from './rounds/round.ts';
import { run } from './run.ts';
import { openStage, type StageShape } from './stage/stage.ts';

interface UnderLoad extends Omit<Experiment, 'run'> {
  readonly assault: (form: { readonly short: boolean }) => Assault;
  /** Where it takes place, if not on the usual stage. */
  readonly stage?: StageShape;
  readonly open?: typeof openStage;
  readonly limits?: Partial<Limits>;
  readonly also?: Also;
  readonly mayRepeat?: Round['mayRepeat'];
}

/** An assault on the system under load, with the checker's verdict. */
export function underLoad({ assault, stage, open, limits, also, mayRepeat, ...experiment }: UnderLoad): Experiment {
  return {
    ...experiment,
    run: async ({ short, seconds, dataDir, seed, say }) => {
      const round = { name: experiment.name, assault: assault({ short }), seconds, alone: true, also, mayRepeat };
      const plan = { rounds: [round], limits: { ...usualLimits, ...limits } };
      const usual: typeof openStage = (dir, log) => openStage(dir, log, stage);
      return { rows: await run({ plan, dataDir, seed, say, open: open ?? usual }), findings: [] };
    },
  };
}
