/** `npm run test:mutation`: changes the libraries' code in thousands of small ways, and looks which the specs notice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { libraries, libraryOf, parts, reportOf, type Part } from './parts.ts';
import { percent, scoreOf, scoresIn, sum, table, type Report, type Score } from './report.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const page = `${root}docs/mutation.md`;
const usage = `npm run test:mutation [-- OPTIONS]
  --lib NAME        only this library: ${libraries.join(', ')}
  --part NAME       only this part: ${parts.map(({ name }) => name).join(', ')}
  --static          also what runs once, when a module is loaded (several times slower)
  --concurrency N   mutants at a time (1)
  --force           run every mutant again, not only those whose code or specs changed
  --reports         run nothing: read the reports of earlier runs
  --write           write the scores into docs/mutation.md; other parts keep theirs`;

const { values: options } = parseArgs({
  options: {
    lib: { type: 'string' },
    part: { type: 'string' },
    static: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '1' },
    force: { type: 'boolean', default: false },
    reports: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const chosen = parts.filter(
  ({ name }) =>
    (options.lib === undefined || libraryOf(name) === options.lib) &&
    (options.part === undefined || name === options.part),
);
if (options.help || chosen.length === 0) {
  console.error(usage);
  process.exit(2);
}
setPriority(15);

const scores: Score[] = [];
for (const part of chosen) {
  if (!options.reports) await mutate(part);
  const score = await scoreIn(part);
  if (score !== undefined) scores.push(score);
}
const all = withTotals(scores);
console.log(table(all));
if (options.write) await write(scores);
const low = all.filter((score) => percent(score) < score.least);
for (const score of low) console.error(`${score.name}: ${percent(score)} % is less than ${score.least} %`);
process.exitCode = low.length === 0 ? 0 : 1;

async function mutate({ name }: Part): Promise<void> {
  console.log(`mutants of libs/${name}: ${reportOf(name).replace('.json', '.html')}`);
  const program = `${root}node_modules/@stryker-mutator/core/bin/stryker.js`;
  const stryker = spawn(process.execPath, [program, 'run', ...(options.force ? ['--force'] : [])], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MUTATED: name,
      MUTATION_CONCURRENCY: options.concurrency,
      MUTATE_STATIC: options.static ? 'yes' : 'no',
    },
  });
  const [code] = (await once(stryker, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Stryker ended with ${code} over ${name}`);
}

async function scoreIn({ name, least }: Part): Promise<Score | undefined> {
  const file = `${root}${reportOf(name)}`;
  const about = await stat(file).catch(() => undefined);
  if (about === undefined) return undefined;
  const report = JSON.parse(await readFile(file, 'utf8')) as Report;
  return scoreOf(report, { name, least, date: about.mtime.toISOString().slice(0, 10) });
}

/** And each library whose parts are all there. */
function withTotals(of: readonly Score[]): Score[] {
  return libraries.flatMap((library) => {
    const own = of.filter(({ name }) => libraryOf(name) === library);
    const whole = own.length === parts.filter(({ name }) => libraryOf(name) === library).length;
    return whole && own.length > 1 ? [...own, sum(`**${library}**`, 85, own)] : own;
  });
}

/** Parts that were not looked at keep the row that they have. */
async function write(fresh: readonly Score[]): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [begin, end] = ['<!-- scores: npm run test:mutation -- --reports --write -->', '<!-- /scores -->'];
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  const known = [...fresh, ...scoresIn(text.slice(from, to))];
  const rows = parts.flatMap(({ name, least }) => {
    const score = known.find((each) => each.name === name);
    return score === undefined ? [] : [{ ...score, least }];
  });
  await writeFile(page, `${text.slice(0, from)}\n\n${table(withTotals(rows))}\n\n${text.slice(to)}`);
  console.log(`written: ${page}`);
}
