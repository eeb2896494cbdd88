import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { holds, type Experiment, type Outcome } from './experiment.ts';

/** What `--json` writes. */
export interface Results {
  readonly ok: boolean;
  readonly date: string;
  readonly machine: string;
  /** Of the minute before the end. */
  readonly loadAverage: number;
  /** Of the tree that ran; with "+" when it had changes. */
  readonly commit: string;
  readonly command: string;
  readonly seed: number;
  readonly experiments: readonly Result[];
}

/** What became of one experiment. */
export type Result = Pick<Experiment, 'name'> & Outcome & { readonly seconds: number };

/** The results with where and when they were had. */
export function resultsOf(experiments: readonly Result[], seed: number, args: readonly string[]): Results {
  return {
    ok: experiments.every(holds),
    date: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}`,
    loadAverage: Number(loadavg()[0]?.toFixed(1)),
    commit: commit(),
    command: ['npm run faults', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    seed,
    experiments,
  };
}

/** The arguments that matter for a repetition. */
export function repeatable(args: readonly string[]): string[] {
  return args.filter((arg, index) => !/^--(json|keep)/.test(arg) && args[index - 1] !== '--json');
}

function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', '--short=9', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}
