import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { help, soakOptionsOf, type SoakOptions } from './soak/options.ts';
import { writePage } from './soak/page.ts';
import { nameOf, serviceProcesses, type Sample } from './soak/sample.ts';
import { soak, type SoakOutcome } from './soak/soak.ts';
import { type Rise } from './soak/verdict.ts';

async function main(options: SoakOptions): Promise<boolean> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kochava-stream-soak-'));
  for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.once(signal, () => {
      rmSync(dataDir, { recursive: true, force: true });
      process.exit(code);
    });
  }
  const say = (line: string): void => console.error(line);
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}`;
  let ok = false;
  try {
    const outcome = await soak({ ...options, dataDir, machine, say, progress: progressOf(options) });
    ok = outcome.findings.length === 0;
    console.log(report(outcome));
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ ok, ...outcome })}\n`);
    if (options.docs !== undefined) await writePage(options.docs, outcome);
  } finally {
    if (ok && !options.keep) rmSync(dataDir, { recursive: true, force: true });
    else console.log(`logs and data: ${dataDir}`);
  }
  return ok;
}

/** A line that is written over; where nobody looks on, one each minute. */
function progressOf({ minutes, every }: SoakOptions): (sample: Sample) => void {
  let n = 0;
  return ({ seconds, events, load, values }) => {
    const memory = serviceProcesses.map((name) => Math.round(values[nameOf('rss', name)] ?? 0)).join(' ');
    const line = `${(seconds / 60).toFixed(1)} of ${minutes} min, ${events} events, RSS MB ${memory}, load ${load.toFixed(1)}`;
    n += 1;
    if (process.stderr.isTTY) process.stderr.write(`\r${line}\u001b[K`);
    else if (n % Math.ceil(60 / every) === 1) console.error(line);
  };
}

function report({ laps, verdict, findings, said, load }: SoakOutcome): string {
  const slope = ({ name, first, last, most, perHour, within }: Rise): string =>
    `  ${name.padEnd(20)} ${first} → ${last} MB, at most ${most}; ${perHour} ± ${within} MB/h`;
  const grown = [...verdict.growth].sort((one, other) => other.bytes - one.bytes).slice(0, 12);
  return [
    `\n${laps.accepted} events accepted, ${laps.delivered} at Kochava, ${laps.repeats} twice, ${laps.lost} lost, ${laps.early} links early; load ${load.toFixed(1)}`,
    ...['RSS', ...verdict.rss.map(slope), 'heap, collected', ...verdict.heap.map(slope)],
    `file descriptors      ${verdict.fds.map(({ name, first, last }) => `${name} ${first} → ${last}`).join(', ')}`,
    `event loop ms, p99    ${verdict.loops.map(({ name, ms }) => `${name} ${ms}`).join(', ')}`,
    `waiting, mean / most  ${verdict.lags.map(({ name, mean, most }) => `${name} ${mean} / ${most}`).join(', ')}`,
    'growth, bytes and rows per event',
    ...grown.map((each) => `  ${each.name.padEnd(32)} ${each.bytesPerEvent} B, ${each.rowsPerEvent.join(' / ')} rows`),
    ...said.map(({ file, level, n, message }) => `${file}: ${level}, ${n} times: ${message}`),
    `verdict               ${findings.length === 0 ? 'holds' : 'VIOLATED'}`,
    ...findings.map((finding) => `  ${finding}`),
  ].join('\n');
}

try {
  const options = soakOptionsOf(process.argv.slice(2));
  if (options.help) console.log(help);
  process.exit(options.help || (await main(options)) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}
