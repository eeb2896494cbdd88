import { type Row } from './report.ts';

/** What an experiment is run with. */
export interface Given {
  readonly short: boolean;
  /** How long the fault lasts, or the load of each fault. */
  readonly seconds: number;
  readonly seed: number;
  /** A folder of its own, kept when something does not hold. */
  readonly dataDir: string;
  /** These faults of it and no others; none = all. */
  readonly only: readonly string[];
  /** Of a mass release. */
  readonly links: number | undefined;
  readonly say: (line: string) => void;
}

/** What an experiment came to. */
export interface Outcome {
  /** One for each fault, with the checker's verdict. */
  readonly rows: readonly Row[];
  /** More than the rows say, for people. */
  readonly text?: string;
  /** The same, for the JSON. */
  readonly numbers?: object;
  /** What does not hold beside the verdicts. */
  readonly findings: readonly string[];
}

/** Something is done to the system under load, and a checker over the ledgers says what became of it. */
export interface Experiment {
  /** As in `npm run faults -- NAME`. */
  readonly name: string;
  /** What is done, and what of it is shortened. */
  readonly says: string;
  /** What must hold, beside what the checker always wants. */
  readonly holds: string;
  readonly seconds: { readonly long: number; readonly short: number };
  /** Part of `npm run faults -- --short`, which runs for every change: about a minute. */
  readonly inShort: boolean;
  /** Why it cannot run here; undefined = it can. */
  missing?(): string | undefined;
  run(given: Given): Promise<Outcome>;
}

/** Whether all of it holds. */
export function holds({ rows, findings }: Outcome): boolean {
  return findings.length === 0 && rows.every(({ verdict }) => verdict.findings.length === 0);
}
