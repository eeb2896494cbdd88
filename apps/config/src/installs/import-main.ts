import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { importEnv } from '../env.ts';
import { importUsage, optionsIn, type ImportOptions } from './import-options.ts';
import { partsOf, type ImportPart } from './import-parts.ts';
import { forgetState, nothingYet, readState, writeState, type ImportState, type Totals } from './import-state.ts';

const partBytes = 4 * 1024 * 1024;
const tries = 5;
/** Answers that may be others in a moment. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const mostListed = 20;

interface Answer extends Totals {
  readonly problems: readonly { line: number; problem: string }[];
}

/** One part; again when the server cannot take it now. @throws when it is refused */
async function send(part: ImportPart, { sync, csv, dryRun }: ImportOptions): Promise<Answer> {
  const { KOCHAVA_STREAM_URL: url, KOCHAVA_STREAM_TOKEN: token } = importEnv();
  const path = `/api/syncs/${encodeURIComponent(sync)}/installs?dryRun=${dryRun}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': csv ? 'text/csv' : 'application/x-ndjson' };
  const ask = () => fetch(`${url.replace(/\/+$/, '')}${path}`, { method: 'POST', headers, body: part.body });
  for (let n = 1; ; n += 1) {
    const reply = n < tries ? await ask().catch(() => undefined) : await ask();
    if (reply?.status === 200) return (await reply.json()) as Answer;
    if (reply !== undefined && (n >= tries || !passing.has(reply.status))) {
      throw new Error(`${reply.status}: ${(await reply.text()).slice(0, 1_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** n));
  }
}

/** Which import it is: of this file, as it is, into this sync. */
async function identityOf({ file, sync, csv }: ImportOptions): Promise<{ of: string; size: number }> {
  if (file === '-') return { of: '', size: 0 };
  const { size, mtimeMs } = await stat(file);
  return { of: JSON.stringify([sync, csv, size, mtimeMs]), size };
}

async function run(options: ImportOptions): Promise<Totals> {
  const { of, size } = await identityOf(options);
  const state = await stateOf(options, of);
  const totals = { ...(state?.totals ?? nothingYet) };
  const speed = speedometer(totals.rows, size);
  const chunks = options.file === '-' ? process.stdin : createReadStream(options.file);
  for await (const part of partsOf(chunks, { csv: options.csv, from: state?.bytes ?? 0, partBytes })) {
    const answer = await send(part, options);
    list(answer, part, totals.refused);
    for (const name of Object.keys(nothingYet) as (keyof Totals)[]) totals[name] += answer[name];
    await writeState(options.state, { of, bytes: part.end, totals });
    progress(speed(totals.rows, part.end));
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  await forgetState(options.state);
  return totals;
}

/** How far it is and how fast it goes, as text. @param size bytes of the file; 0 = nobody knows */
function speedometer(before: number, size: number): (rows: number, bytes: number) => string {
  const began = performance.now();
  if (before > 0) process.stderr.write(`going on after ${before} rows\n`);
  return (rows, bytes) => {
    const perSecond = Math.round((1_000 * (rows - before)) / (performance.now() - began));
    return `${rows} rows${size === 0 ? '' : `, ${Math.floor((100 * bytes) / size)} %`}, ${perSecond}/s`;
  };
}

async function stateOf({ state, fromStart }: ImportOptions, of: string): Promise<ImportState | undefined> {
  return state === undefined || fromStart ? undefined : await readState(state, of);
}

/** One line that changes, where somebody looks; else a line now and then. */
function progress(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r${text}   ` : `${text}\n`);
}

function list({ problems }: Answer, { linesBefore }: ImportPart, listed: number): void {
  for (const { line, problem } of problems.slice(0, Math.max(0, mostListed - listed))) {
    process.stderr.write(`line ${line + linesBefore}: ${problem}\n`);
  }
}

function said({ rows, stored, otherEvents, withoutIdentifier, refused }: Totals, { dryRun }: ImportOptions): string {
  const verb = dryRun ? 'would be imported' : 'imported';
  return (
    `${rows} rows: ${stored} ${verb}, ${otherEvents} of other events, ${withoutIdentifier} without an identifier, ` +
    `${refused} refused\n`
  );
}

try {
  const options = optionsIn(process.argv.slice(2));
  if (options === undefined) process.stdout.write(importUsage);
  else {
    const totals = await run(options);
    process.stdout.write(
      options.json ? `${JSON.stringify({ dryRun: options.dryRun, ...totals })}\n` : said(totals, options),
    );
    if (totals.refused > 0) process.exitCode = 2;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
