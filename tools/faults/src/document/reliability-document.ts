import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { catalogue, chosen } from '../catalogue.ts';
import { type Row } from '../report.ts';
import { type Result, type Results } from '../results.ts';

const head = `# Reliability

Something bad is done to the system under load, and a checker that reads three ledgers (what the clients were told, what Kochava's
sandbox received, what the system counted) says what became of every event. \`npm run faults -- --list\` says what there is;
\`npm run faults -- kills\` runs one, \`npm run faults -- --short\` those that run for every change.

Beside what stands in the table, each of them wants: nothing that was answered 200 is lost; nothing appears that was not accepted;
no IdentityLink starts before a success answer for its device's data has ended and the settle delay is over; every upload is
answered in 8 s (10 s in the short forms); the last value of every linked property is the one Kochava has; the books are exact.

Made from \`docs/reliability/*.json\`, which \`npm run faults -- kills --json docs/reliability/kills.json\` writes, by
\`npm run docs:reliability\`; a test fails when the two differ. No number here was typed.

`;

/** docs/reliability.md as it has to be. */
export async function reliabilityDocument(file: string, folder: string): Promise<string> {
  const runs = await runsIn(folder);
  const text = [
    head,
    '## What is done and what must hold\n\n',
    tableOf(
      ['experiment', 'what is done', 'what must hold'],
      catalogue.map(({ name, says, holds }) => [`\`${name}\``, says, holds]),
    ),
    '\n## What became of it\n\n`requests`: uploads, those sent again included. `twice`: calls that Kochava took twice, with the bound. ',
    '`recovery`: from the end of the load until everything was there and counted.\n\n',
    tableOf(
      ['experiment', 'requests', 'accepted', 'delivered', 'twice', 'lost', 'links early', 'recovery s', 'run'],
      runs.flatMap(({ results, number }) =>
        results.experiments.flatMap((result) => rowsOf(result).map((cells) => [...cells, String(number)])),
      ),
    ),
    '\n## The runs\n\n',
    tableOf(
      ['run', 'command', 'date', 'commit', 'seed', 'load average', 'machine', 'verdict'],
      runs.map(({ number, results: { command, date, commit, seed, loadAverage, machine, ok } }) => [
        ...[String(number), `\`${command}\``, date.slice(0, 16).replace('T', ' '), `\`${commit}\``, String(seed)],
        ...[String(loadAverage), machine, ok ? 'holds' : 'VIOLATED'],
      ]),
    ),
  ].join('');
  return format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

/** In the order of the catalogue. @throws UnknownExperiment when one has a name that nobody has any more */
async function runsIn(folder: string): Promise<{ number: number; results: Results }[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const all = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Results),
  );
  const place = ({ experiments }: Results): number =>
    Math.min(
      ...experiments.flatMap(({ name }) => chosen({ name, short: false, all: false }).map((e) => catalogue.indexOf(e))),
    );
  return all
    .toSorted((one, other) => place(one) - place(other))
    .map((results, index) => ({ number: index + 1, results }));
}

function rowsOf({ name, rows }: Result): string[][] {
  return rows.map((row) => [row.fault === name ? `\`${name}\`` : `\`${name}\`: ${row.fault}`, ...cells(row)]);
}

function cells({ bound, drainedMs, verdict }: Row): string[] {
  const { requests, accepted, delivered, repeats, lost, early } = verdict;
  return [
    ...[requests, accepted, delivered].map((n) => n.toLocaleString('en')),
    ...[`${repeats} (${bound})`, String(lost), String(early)],
    // Undefined is not in JSON.
    drainedMs === undefined ? 'never' : (drainedMs / 1_000).toFixed(1),
  ];
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
