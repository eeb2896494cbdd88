import { type Standards } from '../api/suggestions.ts';
import { type SeenName } from './suggestions.ts';

/** The names that traffic has shown, those first that Amplitude's SDKs give to an install. */
export function installsAmong(seen: readonly SeenName[], standards: Standards | undefined): SeenName[] {
  const usual = standards?.installEvents ?? [];
  const known = new Map(seen.map((one) => [one.name, one]));
  return [
    ...usual.map((name) => known.get(name) ?? { name, lastSeen: '' }),
    ...seen.filter(({ name }) => !usual.includes(name)),
  ];
}
