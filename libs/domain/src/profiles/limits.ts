import { isMap, type Properties } from './properties.ts';

/** What one profile may hold. The first four are Amplitude's limits, the last bounds a row of the profile table. */
export const profileLimits = {
  /** Characters of a string; longer ones are cut. */
  string: 1024,
  /** Names in a profile, and characters of a name; what comes beyond is not stored. */
  names: 1024,
  depth: 40,
  /** Characters of a list or object as JSON, about; a larger one is not stored, a list does not grow past it. */
  value: 10_000,
  /** Characters of all properties as JSON, about; an update may not take a profile past it. */
  profile: 131_072,
} as const;

/** The value as it is stored: long strings cut; undefined = too large or too deep to be stored. */
export function bounded(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (typeof value !== 'object' || value === null) return value;
  if (!shallow(value, profileLimits.depth)) return undefined;
  const stored = cutInside(value);
  return sizeOf(stored) > profileLimits.value ? undefined : stored;
}

/** Characters of the value as JSON, without counting escapes. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  let size = 2;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item) + 1;
  else for (const [name, item] of Object.entries(value)) size += name.length + 4 + sizeOf(item);
  return size;
}

function cut(text: string): string {
  if (text.length <= profileLimits.string) return text;
  // Never between the two halves of a character.
  const last = text.charCodeAt(profileLimits.string - 1);
  const halved = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, halved ? profileLimits.string - 1 : profileLimits.string);
}

function shallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => shallow(item, depth - 1));
}

function cutInside(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (Array.isArray(value)) return value.map(cutInside);
  if (!isMap(value)) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, item] of Object.entries(value as Properties)) copy[name] = cutInside(item);
  return copy;
}
