import { clockJumps } from './clocks/experiments.ts';
import { clusterExperiments } from './cluster/experiments.ts';
import { crashPoints } from './crash-points/experiments.ts';
import { diskExperiments } from './disks/experiments.ts';
import { type Experiment } from './experiment.ts';
import { kills } from './kills.ts';
import { kochavaExperiments } from './kochava/experiments.ts';
import { massRelease } from './mass-release/mass-release.ts';
import { network } from './network/experiments.ts';
import { postgresExperiments } from './postgres/experiments.ts';
import { restore } from './restore/restore.ts';
import { outage } from './storm/outage.ts';
import { storm } from './storm/storm.ts';

/** Everything that can be done to the system, in the order in which it is told. */
export const catalogue: readonly Experiment[] = [
  kills,
  crashPoints,
  ...clusterExperiments,
  ...diskExperiments,
  ...postgresExperiments,
  network,
  clockJumps,
  restore,
  storm,
  outage,
  ...kochavaExperiments,
  massRelease,
];

/** There is no experiment of this name. */
export class UnknownExperiment extends Error {
  override readonly name = 'UnknownExperiment';
  constructor(name: string) {
    super(`there is no experiment "${name}"; there are: ${catalogue.map((each) => each.name).join(', ')}`);
  }
}

/** The one that was asked for; with `--short` or `--all` and no name several; else the kills. @throws UnknownExperiment */
export function chosen(asked: { name: string | undefined; short: boolean; all: boolean }): readonly Experiment[] {
  const { name, short, all } = asked;
  if (name === undefined && all) return catalogue;
  if (name === undefined && short) return catalogue.filter(({ inShort }) => inShort);
  const found = catalogue.find((each) => each.name === (name ?? kills.name));
  if (found === undefined) throw new UnknownExperiment(name ?? kills.name);
  return [found];
}

/** For people. */
export function listed(experiments: readonly Experiment[]): string {
  const paragraphs = experiments.map(({ name, says, holds, seconds, inShort, missing }) => {
    const times = `${seconds.long} s, with --short ${seconds.short} s${inShort ? '; part of --short' : ''}`;
    const why = missing?.();
    return [name, `does:  ${says}`, `holds: ${holds}`, `time:  ${times}`, ...(why ? [`cannot run here: ${why}`] : [])];
  });
  return paragraphs.map((lines) => lines.join('\n    ')).join('\n\n');
}
