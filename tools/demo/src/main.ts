import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack, type StackOptions } from '@kochava-stream/all-in-one';
import { type LedgerRow } from '@kochava-stream/kochava-sandbox';
import { keepUp } from './keep/keep.ts';
import { noteWhatHappened } from './observe.ts';
import { expectedRequests, faults } from './prove.ts';
import { install, play } from './scenario.ts';
import { table } from './table.ts';
import { Told } from './told.ts';
import { until } from './until.ts';

const help = `Usage: npm run demo [-- --json | -- --keep]

Starts everything, sends events with the official Amplitude SDK, shows step by step what becomes of them and what
Kochava (a strict sandbox) received. Ends with 0 only if the sandbox's ledger proves it: nothing lost, nothing twice,
no link before its device's data. Leaves nothing behind.

  --json   the same as one JSON document on standard output: {"ok":true,"steps":[…],"ledger":[…]}
           (npm run --silent demo -- --json, or npm adds two lines of its own)
  --keep   afterwards everything stays up, with a console full of things to look at; Ctrl-C ends it
           CONFIG_PORT, INGEST_PORT and SANDBOX_PORT choose the ports (default: any free)
`;

interface Result {
  ledger: readonly LedgerRow[];
  problems: string[];
}

/** What Kochava received tells the most when something went wrong: it is shown then too. */
async function demonstrate(stack: Stack, told: Told): Promise<Result> {
  const ledger = () => stack.sandbox?.requests() ?? [];
  try {
    await playAndWait(stack, told);
    return { ledger: ledger(), problems: faults(ledger()) };
  } catch (error) {
    return { ledger: ledger(), problems: [(error as Error).message, ...faults(ledger())] };
  }
}

async function playAndWait(stack: Stack, told: Told): Promise<void> {
  const apiKey = randomUUID().replaceAll('-', '');
  const installed = await install(stack, apiKey, told);
  await play(stack, apiKey, told, installed);
  const received = () => stack.sandbox?.requests().length ?? 0;
  await until('Kochava received everything', async () => received() >= expectedRequests);
  await until('the books balance', async () => {
    const counts = (await installed.config.counts(installed.project)).syncs[0];
    return counts !== undefined && counts.inFlight === 0 && counts.links['accepted'] === 2;
  });
  // What should not come would come now.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await noteWhatHappened(stack, told);
}

async function main(json: boolean, keep: boolean): Promise<boolean> {
  const told = new Told(json ? (line) => console.error(line) : (line) => console.log(line));
  const dataDir = mkdtempSync(join(tmpdir(), 'kochava-stream-demo-'));
  endOnSignals(dataDir);
  let stack: Stack | undefined;
  let result: Result = { ledger: [], problems: [] };
  try {
    stack = await startStack({
      dataDir,
      host: '127.0.0.1',
      logLevel: 'error',
      scratch: true,
      ports: ports(),
      log: (line) => told.step('started', line),
    });
    result = await demonstrate(stack, told);
    if (keep) {
      report(told, result, json);
      await keepUp(stack, told);
    }
  } catch (error) {
    result.problems.push((error as Error).message);
  } finally {
    await stack?.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
  report(told, result, json);
  return result.problems.length === 0;
}

function ports(): StackOptions['ports'] {
  const { INGEST_PORT: ingest, CONFIG_PORT: config, SANDBOX_PORT: sandbox } = process.env;
  const others = { transformer: 0, 'identity-linker': 0, 'kochava-dispatcher': 0, nats: 0, postgres: 0 };
  return { ...others, ingest: Number(ingest ?? 0), config: Number(config ?? 0), sandbox: Number(sandbox ?? 0) };
}

function report(told: Told, { ledger, problems }: Result, json: boolean): void {
  const ok = problems.length === 0;
  told.line('\nWhat happened:');
  told.tellNotes();
  told.line(`\nWhat Kochava received, in order:\n${table(ledger)}\n`);
  for (const problem of problems) told.line(`FAULT  ${problem}`);
  told.line(
    ok
      ? 'Proved by the ledger: nothing lost, nothing twice, no link before the data of its device.'
      : 'The ledger does not prove it; see the faults above.',
  );
  if (json) process.stdout.write(`${JSON.stringify({ ok, steps: told.steps, ledger, problems })}\n`);
}

/** The servers end with this process and take their folders along: their supervisors see to it. */
function endOnSignals(dataDir: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      console.error('\ninterrupted');
      rmSync(dataDir, { recursive: true, force: true });
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
}

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(help);
} else {
  process.exit((await main(process.argv.includes('--json'), process.argv.includes('--keep'))) ? 0 : 1);
}
