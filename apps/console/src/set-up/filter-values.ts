import { type Filter } from '../api/syncs.ts';

const sizes: ReadonlySet<string> = new Set(['is greater than', 'is at least', 'is less than', 'is at most']);

export function takesValues(operator: string): boolean {
  return operator !== 'is set' && operator !== 'is not set';
}

/** Texts as typed, as values: what was there keeps its type, and sizes are numbers. */
export function valuesFrom(texts: readonly string[], { operator, values }: Filter): Filter['values'] {
  return texts.map((text) => {
    const kept = values.find((value) => String(value) === text);
    if (kept !== undefined) return kept;
    const number = Number(text);
    return sizes.has(operator) && text.trim() !== '' && Number.isFinite(number) ? number : text;
  });
}

/** The values for another operator: sizes read texts as numbers. */
export function withOperator(filter: Filter, operator: Filter['operator']): Filter {
  const texts = filter.values.map(String);
  return {
    ...filter,
    operator,
    values: takesValues(operator)
      ? valuesFrom(texts, { ...filter, operator, values: sizes.has(operator) ? [] : filter.values })
      : [],
  };
}
