import { own, sameValue, type Properties } from './properties.ts';

/** The selected properties that differ, with their new values; null = cleared. Empty where nothing selected changed. */
export function changedProperties(
  before: Properties,
  after: Properties,
  selected: readonly string[],
): Record<string, unknown> {
  const changed: Record<string, unknown> = Object.create(null);
  if (before === after) return changed;
  for (const name of selected) {
    const value = own(after, name);
    if (!sameValue(own(before, name), value)) changed[name] = value ?? null;
  }
  return changed;
}
