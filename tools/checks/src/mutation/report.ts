/** What Stryker reports (mutation-testing-report-schema), as far as it is read here. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

export interface Mutant {
  readonly status:
    'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'CompileError' | 'RuntimeError' | 'Pending';
}

export interface Score {
  readonly name: string;
  /** %. */
  readonly least: number;
  readonly killed: number;
  readonly survived: number;
  /** No spec runs the code: counts as survived. */
  readonly uncovered: number;
  /** What is not run: static ones, and those that the source says are none. */
  readonly ignored: number;
  /** yyyy-mm-dd. */
  readonly date: string;
}

export function scoreOf(report: Report, about: Pick<Score, 'name' | 'least' | 'date'>): Score {
  const mutants = Object.values(report.files).flatMap((file) => file.mutants);
  const count = (...statuses: Mutant['status'][]) => mutants.filter(({ status }) => statuses.includes(status)).length;
  return {
    ...about,
    killed: count('Killed', 'Timeout'),
    survived: count('Survived'),
    uncovered: count('NoCoverage'),
    ignored: count('Ignored', 'CompileError', 'RuntimeError', 'Pending'),
  };
}

/** Found ones of those that were run, %, rounded down to a tenth. */
export function percent({ killed, survived, uncovered }: Pick<Score, 'killed' | 'survived' | 'uncovered'>): number {
  const all = killed + survived + uncovered;
  return all === 0 ? 100 : Math.floor((killed / all) * 1_000) / 10;
}

export function sum(name: string, least: number, scores: readonly Score[]): Score {
  const total = (field: 'killed' | 'survived' | 'uncovered' | 'ignored') =>
    scores.reduce((so, score) => so + score[field], 0);
  return {
    name,
    least,
    killed: total('killed'),
    survived: total('survived'),
    uncovered: total('uncovered'),
    ignored: total('ignored'),
    date: scores.map(({ date }) => date).reduce((a, b) => (a > b ? a : b), ''),
  };
}

const titles = ['part', 'mutants run', 'found', 'survived', 'no spec runs it', 'not run', 'score', 'at least', 'date'];

/** A Markdown table, as Prettier would write it. */
export function table(scores: readonly Score[]): string {
  const rows = scores.map((score) => [
    score.name,
    `${score.killed + score.survived + score.uncovered}`,
    `${score.killed}`,
    `${score.survived}`,
    `${score.uncovered}`,
    `${score.ignored}`,
    `${percent(score)} %`,
    `${score.least} %`,
    score.date,
  ]);
  const widths = titles.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(titles), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** The scores in a table that `table` made. */
export function scoresIn(text: string): Score[] {
  return text.split('\n').flatMap((row) => {
    const cells = row.split('|').map((cell) => cell.trim());
    const [, name = '', , ...rest] = cells;
    const [killed, survived, uncovered, ignored, , least] = rest.map((cell) => Number.parseFloat(cell));
    const date = cells.at(-2) ?? '';
    if (!/^\d{4}-\d\d-\d\d$/.test(date)) return [];
    return [{ name, date, ...numbers({ killed, survived, uncovered, ignored, least }) }];
  });
}

function numbers<K extends string>(of: Record<K, number | undefined>): Record<K, number> {
  for (const [name, value] of Object.entries(of)) if (!Number.isFinite(value)) throw new Error(`no number of ${name}`);
  return of as Record<K, number>;
}
