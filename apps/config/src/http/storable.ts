/** The first text in a value that Postgres cannot keep: with U+0000, or half of a surrogate pair. JSON pointer, or undefined. */
export function unstorable(value: unknown, path = ''): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = isStorable(key)
      ? unstorable(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
      : path;
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
