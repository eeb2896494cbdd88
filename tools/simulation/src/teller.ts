import { parentPort, workerData } from 'node:worker_threads';
import { bugs } from './bugs.ts';
import { type Asked, type Told } from './asked.ts';
import { tell } from './story/tell.ts';

const { from, until, step, bug } = workerData as Asked;
for (let seed = from; seed < until; seed += step) {
  const ending: Told = await tell({ seed, bug: bug === undefined ? undefined : bugs[bug] });
  parentPort?.postMessage(ending);
  if (ending.findings.length > 0) break;
}
