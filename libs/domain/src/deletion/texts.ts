/** Deeper or more than this nobody looks: what people send is bounded. */
const mostTexts = 5_000;

/**
 * Every text in a value, however deep; a text that is JSON itself (a request in a dead letter, say) is looked into. Names of
 * properties are not among them.
 */
export function textsIn(value: unknown): Set<string> {
  const texts = new Set<string>();
  const left: unknown[] = [value];
  while (left.length > 0 && texts.size < mostTexts) {
    const next = left.pop();
    if (typeof next === 'string') {
      texts.add(next);
      const inside = parsed(next);
      if (inside !== undefined) left.push(inside);
    } else if (typeof next === 'number') texts.add(String(next));
    else if (typeof next === 'object' && next !== null) left.push(...Object.values(next));
  }
  return texts;
}

function parsed(text: string): unknown {
  if (!/^\s*["{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' && value === text ? undefined : value;
  } catch {
    return undefined;
  }
}
