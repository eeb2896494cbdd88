import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Experiment, type Given } from '../experiment.ts';
import { usualLimits } from '../rounds/plan.ts';
import { table, type Row } from '../report.ts';
import { run } from '../run.ts';
import { control, type Control } from './control.ts';
import { diskStage } from './disk-stage.ts';
import { noDisks } from './missing.ts';
import { losingPower } from './power.ts';

/** A backlog of all that was sent is gone in a minute. */
const limits = { ...usualLimits, eventsPerSecond: 200, drainMs: 180_000 };
/** More than a lease lasts: work goes on between two losses. */
const apartMs = [8_000, 24_000] as const;

/** The power fails under load; what the disks had not been told to keep is gone. */
export const powerLoss: Experiment = {
  name: 'power-loss',
  says:
    'nats-server and Postgres each on an ext4 disk of its own; under 200 events/s everybody is frozen at once, the disks are ' +
    'copied without what ext4 had not written to them, everybody is killed and goes on with the copies (long: about 8 times, ' +
    'short: once); then once more with a nats-server that syncs every two minutes, which is its default',
  holds:
    'nothing that was answered 200 is lost; with the default interval something is, or else the method proves nothing',
  seconds: { long: 220, short: 6 },
  inShort: true,
  missing: noDisks,
  run: async (given) => {
    const rows = await losses(given);
    given.say(table(rows));
    const found = await controlled(given);
    const lost = `control, sync_interval 2m: ${found.lost} of ${found.accepted} accepted events for Kochava are lost`;
    const nothing = `${lost}: the method proves nothing`;
    return { rows, text: lost, numbers: { control: found }, findings: found.lost > 0 ? [] : [nothing] };
  },
};

async function losses({ seconds, seed, dataDir, say }: Given): Promise<Row[]> {
  const { open, disks } = diskStage();
  const assault = losingPower(disks, apartMs);
  const plan = { rounds: [{ name: 'power-loss', assault, seconds, alone: true }], limits };
  return await run({ plan, dataDir, seed, say, open });
}

async function controlled({ seed, dataDir, say }: Given): Promise<Control> {
  const { open, disks } = diskStage();
  const folder = join(dataDir, 'control');
  await mkdir(folder);
  const stage = await open(folder, say);
  try {
    say('control: nats-server with sync_interval 2m');
    return await control(stage, disks(), { seed, eventsPerSecond: limits.eventsPerSecond });
  } finally {
    await stage.close();
  }
}
