import { maxDepth, maxKeys } from './limits.ts';
import { cleanText, isCleanText } from './text.ts';

/** `clean`: can be stored as it is; `dirty`: after `cleaned`; `unfit`: too deep or too wide. */
export type Verdict = 'clean' | 'dirty' | 'unfit';

/**
 * Looks at a parsed JSON value without copying it: most values are clean, and a copy is what costs.
 * @param layer layers of nesting above the value
 */
export function inspect(value: unknown, layer = 0): Verdict {
  if (typeof value === 'string') return isCleanText(value) ? 'clean' : 'dirty';
  if (typeof value === 'number') return Number.isFinite(value) ? 'clean' : 'dirty';
  if (typeof value !== 'object' || value === null) return 'clean';
  if (layer === maxDepth) return 'unfit';
  return Array.isArray(value) ? inspectItems(value, layer) : inspectFields(value as Record<string, unknown>, layer);
}

function inspectItems(items: readonly unknown[], layer: number): Verdict {
  let verdict: Verdict = 'clean';
  for (const item of items) {
    const found = inspect(item, layer + 1);
    if (found === 'unfit') return found;
    if (found === 'dirty') verdict = found;
  }
  return verdict;
}

function inspectFields(fields: Record<string, unknown>, layer: number): Verdict {
  let verdict: Verdict = 'clean';
  let keys = 0;
  for (const key in fields) {
    keys += 1;
    if (keys > maxKeys) return 'unfit';
    const value = fields[key];
    const found = inspect(value, layer + 1);
    if (found === 'unfit') return found;
    if (found === 'dirty' || !isCleanText(key) || isPoison(key, value)) verdict = 'dirty';
  }
  return verdict;
}

/** A copy of a value that `inspect` called dirty. */
export function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  // 1e999 is read as infinity, and JSON has no word for that.
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cleaned);
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    // Looked at after cleaning: a NUL inside must not carry a poisonous name past us.
    const name = cleanText(key);
    if (!isPoison(name, inner)) copy[name] = cleaned(inner);
  }
  return copy;
}

/** Names through which a careless merge further down would change the prototype of every object. */
export function isPoison(key: string, value: unknown): boolean {
  if (key === '__proto__') return true;
  return key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
