import { buildWithGo } from '../programs/go.ts';
import { findProgram, type FindOptions } from '../programs/find.ts';
import { type Program, type Verdict } from '../programs/program.ts';
import { installRelease, releaseName } from '../programs/release.ts';

/** The version that docker-compose.yml runs. */
const version = '2.20.0';
/** The newest that Go's module proxy has: 2.13 under the number that the module kept. */
const goVersion = '1.76.0';

/** Jaeger 2, one binary for everything. */
export const jaeger: Program = {
  name: 'jaeger',
  variable: 'JAEGER_BIN',
  version,
  ask: ['version'],
  judge: judgeJaeger,
  routes: [
    {
      name: `the official release ${version}`,
      install: (scratch) =>
        installRelease(scratch, {
          base: `https://github.com/jaegertracing/jaeger/releases/download/v${version}`,
          sums: `${releaseName(`jaeger-${version}`)}.sha256sum.txt`,
          digestOf: 'binary',
          folder: releaseName(`jaeger-${version}`),
          binary: 'jaeger',
        }),
    },
    {
      // Without the pages of its UI, which are not in the module; the API is all there.
      name: `building ${goVersion} with Go (some minutes)`,
      install: (scratch) =>
        buildWithGo(scratch, {
          module: `github.com/jaegertracing/jaeger@v${goVersion}`,
          folder: 'cmd/jaeger',
          ldflags: '-s -w -X github.com/jaegertracing/jaeger/internal/version.latestVersion=v2.13.0',
        }),
    },
  ],
  advice: `Get Jaeger ${version} from https://www.jaegertracing.io/download and set JAEGER_BIN to its path.`,
};

/** Judges the output of `jaeger version`. */
export function judgeJaeger(output: string): Verdict {
  const found = /v?(\d+)\.(\d+)\.(\d+)/.exec(output);
  if (found === null) return { suitable: false, version: 'unknown', why: `it does not say its version: ${output}` };
  const said = found[0].replace(/^v/, '');
  if (Number(found[1]) === 2) return { suitable: true, version: said };
  return { suitable: false, version: said, why: `version ${said}; 2 is needed` };
}

/** @returns the path of the binary. @throws ProgramNotFound */
export function findJaeger(options: FindOptions = {}): Promise<string> {
  return findProgram(jaeger, options);
}
