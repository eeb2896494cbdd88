import { type Proof } from './prove.ts';

const columns = ['image', 'MB', 'base', 'node', 'packages', 'ours', 'packages from the registry'] as const;

/** Sizes and contents, then what was seen of the images at work. Megabytes of 10^6 bytes. */
export function report({ images, rounds }: Proof): string {
  const rows = images.map((facts) => [
    facts.image,
    ...[facts.total, facts.base, facts.node, facts.packages, facts.own].map(megabytes),
    String(facts.packageCount),
  ]);
  const widths = columns.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
  const seen = rounds.flatMap(({ how, seen }) => ['', `${how}:`, ...seen.map((text) => `  ${text}`)]);
  const problems = images.flatMap(({ image, problems }) => problems.map((problem) => `FAULT  ${image}: ${problem}`));
  return [...[columns, ...rows].map((cells) => line(cells).trimEnd()), ...seen, ...problems].join('\n');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
