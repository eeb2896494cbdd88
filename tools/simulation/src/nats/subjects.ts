/** Of patterns; undefined = it matches nothing but itself. */
const known = new Map<string, readonly string[] | undefined>();

function tokensOf(pattern: string): readonly string[] | undefined {
  // Every reader has an inbox of its own.
  if (known.size > 1_000) known.clear();
  if (!known.has(pattern)) known.set(pattern, /[*>]/.test(pattern) ? pattern.split('.') : undefined);
  return known.get(pattern);
}

/** Does the subject match the pattern, with `*` for a token and `>` for the rest? */
export function matches(pattern: string, subject: string): boolean {
  if (pattern === subject) return true;
  const wanted = tokensOf(pattern);
  if (wanted === undefined) return false;
  const given = subject.split('.');
  for (const [at, token] of wanted.entries()) {
    if (token === '>') return given.length > at;
    if (given[at] === undefined || (token !== '*' && token !== given[at])) return false;
  }
  return wanted.length === given.length;
}

export function matchesAny(patterns: readonly string[], subject: string): boolean {
  return patterns.some((pattern) => matches(pattern, subject));
}
