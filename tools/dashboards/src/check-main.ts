import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPromtool } from '@kochava-stream/servers';
import { tryAlerts } from './alerts/try-alerts.ts';
import { lookAtChoices, lookAtPanels, type Look } from './check/look.ts';
import { table } from './check/report.ts';
import { startStage, type Stage } from './check/stage.ts';
import { makeSyncs } from './check/syncs.ts';
import { Traffic } from './check/traffic.ts';
import { makeTrouble } from './check/troubles.ts';

const help = `Usage: npm run dashboards:check

Has promtool play a story in which each alert fires and one in which it keeps quiet. Then starts everything with a real
Prometheus, sends uploads, breaks what can be broken, and asks every query of every panel of the dashboards: each must
have data. About two minutes; leaves nothing behind. PROMETHEUS_BIN names the Prometheus to use, promtool beside it.
`;

const began = Date.now();
const say = (line: string): void => console.error(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
/** Holds are counted once a minute, one shard after the other; nothing else takes as long to be seen. */
const patienceMs = 90_000;

async function main(): Promise<boolean> {
  const promtool = await findPromtool({ log: say });
  say(`alerts: ${await tryAlerts(promtool)} stories are as told`);
  const dir = await mkdtemp(join(tmpdir(), 'kochava-stream-dashboards-'));
  let stage: Stage | undefined;
  try {
    stage = await startStage(dir, say);
    return await check(stage);
  } finally {
    await stage?.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function check(stage: Stage): Promise<boolean> {
  await makeSyncs(stage);
  const traffic = new Traffic(stage.system.services.ingest.url);
  const since = Date.now();
  try {
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await makeTrouble(stage, say);
    let found = await look(stage);
    while (found.faults > 0 && Date.now() - since < patienceMs) {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      found = await look(stage);
    }
    return report(found, traffic);
  } finally {
    await traffic.stop();
  }
}

interface Found {
  readonly looks: readonly Look[];
  readonly others: readonly string[];
  readonly faults: number;
}

async function look({ ask }: Stage): Promise<Found> {
  const looks = await lookAtPanels(ask);
  const others = [...(await lookAtChoices(ask)), ...(await ask.brokenRules())];
  return { looks, others, faults: looks.filter(({ fault }) => fault !== undefined).length + others.length };
}

function report({ looks, others, faults }: Found, traffic: Traffic): boolean {
  console.log(table(looks));
  for (const fault of others) console.log(`FAULT ${fault}`);
  const rare = looks.filter(({ rare: why, series }) => why !== undefined && series === 0).length;
  const took = `${Math.round((Date.now() - began) / 1000)} s, ${traffic.sent} uploads`;
  console.log(`\n${looks.length} queries, ${rare} of them rare and empty, ${faults} faults (${took})`);
  return faults === 0;
}

if (process.argv.includes('--help') || process.argv.includes('-h')) console.log(help);
else process.exitCode = (await main()) ? 0 : 1;
