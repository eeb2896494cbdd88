/** The JSON Merge Patch (RFC 7396) that turns `before` into `after`; undefined = they are the same. */
export function mergePatchOf(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return sameJson(before, after) ? undefined : after;
  const patch = new Map<string, unknown>();
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = name in after ? mergePatchOf(before[name], after[name]) : null;
    if (value !== undefined) patch.set(name, value);
  }
  return patch.size === 0 ? undefined : Object.fromEntries(patch);
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
