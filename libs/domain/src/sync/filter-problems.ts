import { type Filter } from '@kochava-stream/contracts';
import { contextProperties, isContextProperty, isNumeric } from '../filtering/index.ts';
import { syncLimits } from './limits.ts';
import { duplicates, propertyNameProblem } from './names.ts';
import { quoted, type Problem } from './problem.ts';

type Value = Filter['values'][number];

const valueless: ReadonlySet<string> = new Set<Filter['operator']>(['is set', 'is not set']);
const numeric: ReadonlySet<string> = new Set<Filter['operator']>([
  'is greater than',
  'is less than',
  'is at least',
  'is at most',
]);
const textual: ReadonlySet<string> = new Set<Filter['operator']>(['contains', 'does not contain', 'matches one of']);

/** What is wrong with the filters of a sync. */
export function filterProblems(filters: readonly Filter[], at: string): Problem[] {
  const same = duplicates(filters, at, ({ on, property, operator, values }) =>
    JSON.stringify([on, property, operator, valueless.has(operator) ? [] : values]),
  );
  return [...filters.flatMap((filter, index) => problemsOf(filter, `${at}/${index}`)), ...same];
}

function problemsOf(filter: Filter, at: string): Problem[] {
  const problems: Problem[] = [];
  const about = propertyProblem(filter);
  if (about !== undefined) problems.push({ field: `${at}/property`, problem: about });
  if (valueless.has(filter.operator)) return problems;
  if (filter.values.length === 0) {
    problems.push({ field: `${at}/values`, problem: `"${filter.operator}" needs at least one value to compare with` });
  }
  for (const [index, value] of filter.values.entries()) {
    const wrong = valueProblem(filter.operator, value);
    if (wrong !== undefined) problems.push({ field: `${at}/values/${index}`, problem: wrong });
  }
  return [...problems, ...duplicates(filter.values, `${at}/values`, (value) => JSON.stringify(value))];
}

function propertyProblem({ on, property }: Filter): string | undefined {
  if (on !== 'context') return propertyNameProblem(property);
  if (isContextProperty(property)) return undefined;
  return `${quoted(property)} is no field that says where an event came from: use one of ${contextProperties.join(', ')}`;
}

function valueProblem(operator: Filter['operator'], value: Value): string | undefined {
  if (typeof value === 'string' && value.length > syncLimits.filterValue) {
    return `has ${value.length} characters; at most ${syncLimits.filterValue} are possible`;
  }
  if (numeric.has(operator) && !isNumeric(value)) {
    return `"${operator}" compares numbers, and ${quoted(value)} is none: write one such as 10 or 9.99`;
  }
  if (textual.has(operator) && value === '') return `is empty: "${operator}" needs something to look for`;
  return undefined;
}
