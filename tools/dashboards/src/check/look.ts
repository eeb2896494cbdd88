import { askingBoards } from '../boards/all.ts';
import { annotationQueries, type Board } from '../grafana/dashboard.ts';
import { sent, type Query } from '../grafana/query.ts';
import { QueryFailed, type Answered, type Questions } from './prometheus.ts';

/** What became of one query of one panel. */
export interface Look {
  readonly board: string;
  readonly panel: string;
  readonly query: string;
  readonly series: number;
  readonly samples: number;
  /** The largest of the last values. */
  readonly last: number | undefined;
  /** Why it may be without data of its own. */
  readonly rare: string | undefined;
  /** undefined = it is as it should be. */
  readonly fault: string | undefined;
}

const seconds = 120;

/** What Grafana fills in. */
export function filledIn(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', '20s')
    .replaceAll(/\$__range:1m/g, `${seconds}s:5s`)
    .replaceAll('$__range', `${seconds}s`)
    .replaceAll('"$namespace"', '".*"')
    .replaceAll(/"\$(sync|service)"/g, '".+"');
}

/** Asks every query of every panel: each must have data of its own, not only the zero that stands for none. */
export async function lookAtPanels(ask: Questions): Promise<Look[]> {
  const looks: Look[] = [];
  for (const board of askingBoards()) {
    for (const panel of board.sections.flatMap(({ panels }) => panels)) {
      for (const query of panel.queries) {
        looks.push(await look(ask, query, { board: board.name, panel: panel.title }));
      }
    }
  }
  return looks;
}

async function look(ask: Questions, query: Query, at: { board: string; panel: string }): Promise<Look> {
  const about = { ...at, query: query.legend, rare: query.rare };
  try {
    const own = await asked(ask, query, query.expr);
    // What is drawn while there is nothing must be drawn.
    const drawn = own.length > 0 || query.none === undefined ? own : await asked(ask, query, sent(query));
    const missing = own.length === 0 && query.rare === undefined;
    const empty = drawn.length === 0 && query.none !== undefined;
    return { ...about, ...sizes(drawn), fault: missing ? 'no data' : empty ? 'not even a zero' : undefined };
  } catch (error) {
    if (!(error instanceof QueryFailed)) throw error;
    return { ...about, ...sizes([]), fault: error.message };
  }
}

function asked(ask: Questions, { instant }: Query, expr: string): Promise<Answered[]> {
  return instant === true ? ask.now(filledIn(expr)) : ask.overTime(filledIn(expr), seconds);
}

function sizes(answered: readonly Answered[]): Pick<Look, 'series' | 'samples' | 'last'> {
  const lasts = answered.map(({ values }) => values.at(-1) ?? Number.NaN);
  return {
    series: answered.length,
    samples: answered.reduce((all, { values }) => all + values.length, 0),
    last: lasts.length === 0 ? undefined : Math.max(...lasts),
  };
}

/** What the boards offer to choose from, and the events that they mark. @returns what is wrong */
export async function lookAtChoices(ask: Questions): Promise<string[]> {
  const faults: string[] = [];
  for (const board of askingBoards()) faults.push(...(await emptyChoices(ask, board)));
  for (const [name, expr] of Object.entries(annotationQueries)) {
    const found = await ask.overTime(filledIn(expr), seconds);
    if (found.length === 0) faults.push(`the annotations ${name} mark nothing`);
  }
  return faults;
}

async function emptyChoices(ask: Questions, { name, choices }: Board): Promise<string[]> {
  const faults: string[] = [];
  for (const choice of choices) {
    const [, series = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(choice.query) ?? [];
    const values = await ask.labelValues(filledIn(series), label);
    // Only Kubernetes has namespaces.
    if (values.length === 0 && label !== 'namespace') faults.push(`${name}: nothing to choose a ${choice.name} from`);
  }
  return faults;
}
