import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { svgOf } from './chart.ts';
import { seriesOf, type Kind, type Series } from './sample.ts';
import { type SoakOutcome } from './soak.ts';
import { limits, type Rise } from './verdict.ts';

const megabyte = 1_000_000;

const charts: readonly { file: string; title: string; unit: string; kind: Kind; scale?: number; of?: RegExp }[] = [
  { file: 'rss', title: 'Memory (RSS)', unit: 'MB', kind: 'rss' },
  { file: 'heap', title: 'Heap in use', unit: 'MB', kind: 'heap' },
  { file: 'fds', title: 'File descriptors', unit: 'open', kind: 'fds' },
  { file: 'loop', title: 'Delay of the event loop, p99 of each look', unit: 'ms', kind: 'loop' },
  { file: 'lag', title: 'What waits', unit: 'messages', kind: 'lag' },
  { file: 'tables', title: 'Tables with their indexes', unit: 'MB', kind: 'bytes', scale: megabyte, of: /\./ },
  { file: 'streams', title: 'Streams', unit: 'MB', kind: 'bytes', scale: megabyte, of: /^[^.]+$/ },
];

/** Writes the page of a run and its charts. */
export async function writePage(dir: string, outcome: SoakOutcome): Promise<void> {
  await mkdir(join(dir, 'soak'), { recursive: true });
  for (const { file, title, unit, kind, scale = 1, of = /./ } of charts) {
    const series = scaled(seriesOf(outcome.samples, kind), scale).filter(({ name }) => of.test(name));
    await writeFile(join(dir, 'soak', `${file}.svg`), svgOf({ title, unit, series }));
  }
  await writeFile(join(dir, 'soak.md'), pageOf(outcome));
}

function scaled(series: readonly Series[], by: number): Series[] {
  return series.map(({ name, points }) => ({ name, points: points.map(({ x, y }) => ({ x, y: y / by })) }));
}

/** Pure. */
export function pageOf(outcome: SoakOutcome): string {
  const { minutes, eventsPerSecond, every, machine, date, load, laps, verdict, said, findings } = outcome;
  const { accepted, delivered, repeats, lost, early } = laps;
  return `# Soak

Made by \`npm run soak -- --minutes ${minutes} --events-per-second ${eventsPerSecond} --docs docs\`; not edited by hand.

${date.slice(0, 10)}, ${machine}, load average ${load.toFixed(1)}. Five services in processes of their own, nats-server and Postgres, at
${eventsPerSecond} events/s for ${minutes} minutes, looked at every ${every} s; the load's clients and Kochava's sandbox on the same machine.
The first quarter of the run, ten minutes at most, is warm-up and not judged.

**${findings.length === 0 ? 'Everything holds.' : 'VIOLATED.'}** ${findings.map((finding) => `\n- ${finding}`).join('')}

${accepted} events accepted, ${delivered} at Kochava, ${repeats} taken twice, ${lost} lost, ${early} links early; the books exact.

## Memory

Slopes by least squares, and how far off they may be (95 %, for as many independent looks as their correlation leaves). More than
${limits.megabytesPerHour} MB an hour that cannot be chance, and that is seen in each third of the run, would be a finding: a heap that is given more
room rises once, a leak all the time. So would more than ${limits.peakMegabytes} MB in a service.

${table(
  ['process', 'RSS MB first', 'last', 'most', 'RSS MB/h', 'heap MB/h, collected'],
  verdict.rss.map((rise) => [rise.name, ...rised(rise), perHour(verdict.heap.find(({ name }) => name === rise.name))]),
)}

![RSS](soak/rss.svg)
![heap](soak/heap.svg)

## Descriptors, event loops, what waits

${table(
  ['process', 'descriptors at first', 'at last', 'event loop late, ms p99'],
  verdict.fds.map(({ name, first, last }) => [
    ...[name, String(first), String(last)],
    String(verdict.loops.find((loop) => loop.name === name)?.ms ?? '-'),
  ]),
)}

A loop is asked every 10 ms, so that 10 means on time.

![descriptors](soak/fds.svg)
![event loops](soak/loop.svg)

${table(
  ['waits', 'messages, mean', 'most'],
  verdict.lags.map(({ name, mean, most }) => [name, String(mean), String(most)]),
)}

![what waits](soak/lag.svg)

## What grows

Rows per event in the first half and in the second, bytes per row at first and at last: a table whose rows do not grow must not
grow either.

${table(
  ['table or stream', 'MB more', 'bytes per event', 'rows per event', 'bytes per row'],
  [...verdict.growth]
    .filter(({ bytes }) => bytes >= 100_000)
    .sort((one, other) => other.bytes - one.bytes)
    .map(({ name, bytes, bytesPerEvent, rowsPerEvent, bytesPerRow }) => [
      ...[name, (bytes / megabyte).toFixed(1), String(bytesPerEvent)],
      ...[rowsPerEvent.join(' / '), bytesPerRow.join(' / ')],
    ]),
)}

![tables](soak/tables.svg)
![streams](soak/streams.svg)

## What the logs say

${
  said.length === 0
    ? 'Nothing above "info".'
    : table(
        ['log', 'level', 'times', 'what'],
        said.map(({ file, level, n, message }) => [file, level, String(n), message]),
      )
}
`;
}

function rised({ first, last, most, perHour: slope, within }: Rise): string[] {
  return [String(first), String(last), String(most), `${slope} ± ${within}`];
}

function perHour(rise: Rise | undefined): string {
  return rise === undefined ? '-' : `${rise.perHour} ± ${rise.within}`;
}

/** As prettier leaves it. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(heads), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}
