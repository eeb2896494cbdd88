/** What a reply's body says about success. */
export type Verdict = 'success' | 'no-success' | 'explicit-failure' | 'not-understood';

/**
 * Kochava's own client takes `success` equal to "1", 1 or true for success. `explicit-failure` = it says false or 0;
 * `no-success` = an object that says neither; `not-understood` = empty, not JSON, or no object.
 */
export function verdictOf(body: string): Verdict {
  const parsed = parsedObject(body);
  if (parsed === undefined) return 'not-understood';
  switch (Object.hasOwn(parsed, 'success') ? parsed['success'] : undefined) {
    case '1':
    case 1:
    case true:
      return 'success';
    case '0':
    case 0:
    case false:
    case 'false':
      return 'explicit-failure';
    default:
      return 'no-success';
  }
}

function parsedObject(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body.startsWith('\ufeff') ? body.slice(1) : body);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
