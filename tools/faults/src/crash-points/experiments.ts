import { mkdtempSync, rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceNames, type ServiceName } from '@kochava-stream/all-in-one';
import { findingOf } from '../check/finding.ts';
import { type Experiment } from '../experiment.ts';
import { between } from '../load/random.ts';
import { type Assault, type During } from '../rounds/assault.ts';
import { untilStarted } from '../rounds/kill.ts';
import { type Also } from '../rounds/round.ts';
import { serviceVictim, type VictimName } from '../stage/victims.ts';
import { underLoad } from '../under-load.ts';
import { points, pointText, type Point } from './points.ts';

const preload = fileURLToPath(new URL('crashing.js', import.meta.url));
/** A service under load passes each point several times a second; one that was killed waits up to 15 s for its own lease. */
const patienceMs = 25_000;
const stepMs = 50;

/** Each service dies at each of its points, in order, and is started again. */
function crashing(fileOf: (name: ServiceName) => string, times: number): Assault {
  return async (during) => {
    const kills: VictimName[] = [];
    for (let turn = 0; turn < times; turn += 1) {
      for (const point of points) {
        if (!(await during.pause(between(during.random, 200, 900)))) return kills;
        if (await crash(point, fileOf(point.service), during)) kills.push(point.service);
      }
    }
    return kills;
  };
}

/** @returns whether it met the point */
async function crash(point: Point, file: string, { processes, random, say, record }: During): Promise<boolean> {
  const service = processes.services[point.service];
  const nth = between(random, 1, 8);
  const from = Date.now();
  await writeFile(`${file}.new`, JSON.stringify({ ...point, nth }));
  await rename(`${file}.new`, file);
  for (let waited = 0; service.running() && waited < patienceMs; waited += stepMs) {
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
  if (service.running()) {
    await rm(file, { force: true });
    say(`${pointText(point)}: not met`);
    return false;
  }
  record({ what: pointText(point), from, to: Date.now() });
  say(`${pointText(point)}: met after ${Date.now() - from} ms`);
  await service.ended();
  await untilStarted(serviceVictim(service));
  return true;
}

const everyPointMet: Also = ({ spans }) => {
  const met = new Set(spans.map(({ what }) => what));
  const missed = points.map(pointText).filter((each) => !met.has(each));
  return Promise.resolve({
    notes: [`${spans.length} deaths at ${met.size} of ${points.length} points`],
    findings: findingOf('I6', 'points that nobody met', missed),
  });
};

/** Death at the worst moments. */
export const crashPoints: Experiment = (() => {
  let dir = '';
  const experiment = underLoad({
    name: 'crash-points',
    says: `each service kills itself (SIGKILL) at ${points.length} named points, such as between its commit and its publishing, in order, three times each (short: once), and is started again; 300 events/s`,
    holds:
      'every point is met; calls are taken twice only where the dispatcher dies, at most 3 × the sync’s concurrency each time',
    seconds: { long: 400, short: 130 },
    inShort: false,
    assault: ({ short }) => crashing((name) => join(dir, name), short ? 1 : 3),
    stage: {
      extra: () => {
        dir = mkdtempSync(join(tmpdir(), 'kochava-stream-crash-points-'));
        const dying = (name: ServiceName) => ({ NODE_OPTIONS: `--import=${preload}`, CRASH_FILE: join(dir, name) });
        return Object.fromEntries(serviceNames.map((name) => [name, dying(name)]));
      },
    },
    limits: { eventsPerSecond: 300 },
    also: everyPointMet,
  });
  const run: Experiment['run'] = async (given) => {
    try {
      return await experiment.run(given);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
  return { ...experiment, run };
})();
