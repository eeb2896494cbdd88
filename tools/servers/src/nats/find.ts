import { installFromDebian } from '../programs/debian.ts';
import { findProgram, type FindOptions } from '../programs/find.ts';
import { installWithGo } from '../programs/go.ts';
import { type Program } from '../programs/program.ts';
import { installRelease, releaseName } from '../programs/release.ts';
import { judgeVersion, natsVersion } from './version.ts';

const releases = 'https://github.com/nats-io/nats-server/releases/download';

/** A nats-server that keeps its promises: 2.15 or newer. */
export const natsServer: Program = {
  name: 'nats-server',
  variable: 'NATS_SERVER_BIN',
  version: natsVersion,
  ask: ['--version'],
  judge: judgeVersion,
  routes: [
    {
      name: `the official release ${natsVersion}`,
      install: (scratch) =>
        installRelease(scratch, {
          base: `${releases}/v${natsVersion}`,
          sums: 'SHA256SUMS',
          digestOf: 'archive',
          folder: releaseName(`nats-server-v${natsVersion}`),
          binary: 'nats-server',
        }),
    },
    {
      name: `go install of ${natsVersion}`,
      install: (scratch) => installWithGo(scratch, `github.com/nats-io/nats-server/v2@v${natsVersion}`),
    },
    {
      name: `Debian's newest package`,
      install: (scratch) => installFromDebian(scratch, { package: 'nats-server', suite: 'sid' }),
    },
  ],
  advice: `Get nats-server ${natsVersion} from https://nats.io/download and set NATS_SERVER_BIN to its path.`,
};

/** @returns the path of the binary. @throws ProgramNotFound */
export function findNatsServer(options: FindOptions = {}): Promise<string> {
  return findProgram(natsServer, options);
}
