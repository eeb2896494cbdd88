import { join } from 'node:path';
import { installFromDebian } from '../programs/debian.ts';
import { findProgram, type FindOptions } from '../programs/find.ts';
import { type Program, type Verdict } from '../programs/program.ts';
import { installRelease, releaseName } from '../programs/release.ts';

/** The version that docker-compose.yml runs. */
const version = '3.15.0';
/** Knows everything that the dashboards and alerts ask. */
const oldest = { major: 2, minor: 40 };

/** Prometheus, and promtool beside it. */
export const prometheus: Program = {
  name: 'prometheus',
  variable: 'PROMETHEUS_BIN',
  version,
  ask: ['--version'],
  judge: judgePrometheus,
  companions: ['promtool'],
  routes: [
    {
      name: `the official release ${version}`,
      install: (scratch) =>
        installRelease(scratch, {
          base: `https://github.com/prometheus/prometheus/releases/download/v${version}`,
          sums: 'sha256sums.txt',
          digestOf: 'archive',
          folder: releaseName(`prometheus-${version}`, '.'),
          binary: 'prometheus',
        }),
    },
    {
      name: "Debian's package",
      install: (scratch) => installFromDebian(scratch, { package: 'prometheus', suite: 'own' }),
    },
  ],
  advice: `Get Prometheus ${version} from https://prometheus.io/download and set PROMETHEUS_BIN to its path.`,
};

/** Judges the output of `prometheus --version`, e.g. `prometheus, version 3.15.0 (branch: …`. */
export function judgePrometheus(output: string): Verdict {
  const found = /version (\d+)\.(\d+)\.(\d+)/.exec(output);
  if (found === null) return { suitable: false, version: 'unknown', why: `it does not say its version: ${output}` };
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const said = found[0].replace('version ', '');
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) {
    return { suitable: true, version: said };
  }
  return { suitable: false, version: said, why: `version ${said}; ${oldest.major}.${oldest.minor} or newer is needed` };
}

/** @returns the path of the binary. @throws ProgramNotFound */
export function findPrometheus(options: FindOptions = {}): Promise<string> {
  return findProgram(prometheus, options);
}

/** promtool, which comes with Prometheus. @throws ProgramNotFound */
export async function findPromtool(options: FindOptions = {}): Promise<string> {
  return join(await findPrometheus(options), '..', 'promtool');
}
