/** What a request says, name to value. */
export type Fields = ReadonlyMap<string, string>;

/** Of a query string or a form. Of a name that comes twice, the first that says something. */
export function formFields(text: string): Fields {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) if (!fields.get(name)) fields.set(name, value);
  return fields;
}

/** Of a JSON object: its own texts and numbers; undefined = it is none. */
export function jsonFields(text: string): Fields | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  return new Map(Object.entries(body).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
