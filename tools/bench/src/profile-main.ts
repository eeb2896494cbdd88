import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serviceNames } from '@kochava-stream/all-in-one';
import { measured } from './measured.ts';
import { costs, framesOf, type CpuProfile } from './profile/cpu-profile.ts';
import { flameGraph } from './profile/flame-graph.ts';
import { startSystem } from './system.ts';

const help = `Usage: npm run bench:profile [-- options]

Runs the system under load as \`npm run bench\` does and shows where its services spend their CPU time: a table by package
and file, and a flame graph (SVG) of each service.

  --per-upload N   events per upload [10]
  --events N       [100000]
  --into DIR       where the graphs go [docs/performance]
`;

const { values: options } = parseArgs({
  options: {
    'per-upload': { type: 'string', default: '10' },
    events: { type: 'string', default: '100000' },
    into: { type: 'string', default: 'docs/performance' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** Smaller parts are not listed, % of the service's time. */
const leastShare = 1;

async function profile(): Promise<void> {
  const profiles = await mkdtemp(join(tmpdir(), 'kochava-stream-profile-'));
  const sizes = { events: Number(options.events), devices: 2_000, concurrency: 64, latencySeconds: 5 };
  const start = (dir: string) => startSystem(dir, { concurrency: 64, profilesInto: profiles });
  const { cpuMicrosPerEvent } = await measured('system', start, Number(options['per-upload']), sizes);
  await mkdir(options.into, { recursive: true });
  for (const name of serviceNames) {
    const frames = framesOf(JSON.parse(await readFile(join(profiles, `${name}.cpuprofile`), 'utf8')) as CpuProfile);
    const micros = cpuMicrosPerEvent[name] ?? 0;
    await writeFile(join(options.into, `${name}.svg`), flameGraph(`${name}: ${micros} µs of CPU per event`, frames));
    console.log(`\n${name}: ${micros} µs of CPU per event`);
    for (const { place, micros: on } of costs(frames)) {
      const share = (on / frames.total) * 100;
      if (share >= leastShare) console.log(`${share.toFixed(1).padStart(6)} %  ${place}`);
    }
  }
  await rm(profiles, { recursive: true, force: true });
}

if (options.help) console.log(help);
else await profile();
