import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startFloor } from './floor.ts';
import { timesTheFloor, tooDear, type Baseline } from './guard.ts';
import { measured } from './measured.ts';
import { startSystem } from './system.ts';

const help = `Usage: npm run bench:guard [-- --renew]

A short run of the system beside its floor. Fails when the services take over 25 % more CPU per event, as a multiple of the
floor's in the same run, than tools/bench/baseline.json says; what is above is measured once more before it counts.

  --renew   writes what is measured as the new baseline
`;

const { values: options } = parseArgs({
  options: { renew: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
});
const file = new URL('../baseline.json', import.meta.url);
const concurrency = 64;
const sizes = { events: 20_000, devices: 2_000, concurrency, latencySeconds: 1 };

async function times(perUpload: number): Promise<number> {
  const floor = await measured('floor', (dir) => startFloor(dir, concurrency), perUpload, sizes);
  const system = await measured('system', (dir) => startSystem(dir, { concurrency }), perUpload, sizes);
  const is = timesTheFloor(floor, system);
  console.log(`CPU of the services per event, as a multiple of the floor's: ${is.toFixed(2)}`);
  return is;
}

async function guard(): Promise<void> {
  const baseline = JSON.parse(await readFile(file, 'utf8')) as Baseline;
  const first = await times(baseline.perUpload);
  if (options.renew) {
    await writeFile(file, `${JSON.stringify({ ...baseline, timesTheFloor: Number(first.toFixed(2)) }, null, 2)}\n`);
    return;
  }
  const wrong = tooDear(first, baseline) && tooDear(await times(baseline.perUpload), baseline);
  if (wrong === undefined) return;
  console.error(wrong);
  process.exitCode = 1;
}

if (options.help) console.log(help);
else await guard();
