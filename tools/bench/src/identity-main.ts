import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fill } from './identity/fill.ts';
import { measure } from './identity/measure.ts';
import { startIdentityStage } from './identity/stage.ts';

const help = `Usage: npm run bench:identity -- [options]

Fills the identity-linker's tables with devices and held links, ten times as many with every step, and tells it at each step
that Kochava has some of the devices: how soon their links leave, and how long one look-up takes. Everything on real servers;
replies to the links are given at once.

  --devices N      at the last step [1000000]
  --holds N        at most [1000000]
  --per-second N   confirmations [2000]
  --seconds N      of confirmations at each step [20]
`;

const { values: options } = parseArgs({
  options: {
    devices: { type: 'string', default: '1000000' },
    holds: { type: 'string', default: '1000000' },
    'per-second': { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '20' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function bench(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'kochava-stream-identity-'));
  const stage = await startIdentityStage(dir);
  const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`);
  try {
    const [last, mostHolds, perSecond] = [options.devices, options.holds, options['per-second']].map(Number) as [
      number,
      number,
      number,
    ];
    const steps = [10_000, 100_000, 1_000_000, 10_000_000].filter((devices) => devices <= last);
    await stage.start();
    console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, load ${loadavg()[0]?.toFixed(1)}\n`);
    console.log(
      '| devices | holds | confirmed, released a second | release ms p50 | p99 | look-up ms by name p50 / p99 | by id p50 / p99 | bytes per device | per hold |',
    );
    console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
    for (let from = 0; steps.length > 0;) {
      const devices = steps.shift() ?? 0;
      const holds = Math.min(devices - from, mostHolds);
      await fill(stage.db, { from, to: devices, holds }, say);
      say(`${devices.toLocaleString('en')} devices, ${holds.toLocaleString('en')} of them with a held link`);
      const count = Math.min(Math.floor(holds * 0.9), perSecond * Number(options.seconds));
      // Spread over all that are held: neighbours would share pages.
      const numbers = Array.from({ length: count }, (_, n) => devices - holds + Math.floor((n * holds) / count));
      shuffle(numbers);
      const row = await measure(stage, { devices, numbers, holds, perSecond });
      const { release, byName, byId, bytes } = row;
      console.log(
        `| ${row.devices} | ${row.holds} | ${row.rate} | ${release.p50} | ${release.p99} | ${byName.p50} / ${byName.p99} | ${byId.p50} / ${byId.p99} | ${bytes.device} | ${bytes.hold} |`,
      );
      from = devices;
    }
  } finally {
    await stage.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** The same every time: a linear congruence draws. */
function shuffle(numbers: number[]): void {
  let state = 1;
  for (let last = numbers.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (last + 1);
    [numbers[last], numbers[other]] = [numbers[other] as number, numbers[last] as number];
  }
}

if (options.help) console.log(help);
else await bench();
