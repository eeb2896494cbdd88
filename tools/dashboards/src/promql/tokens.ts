export type TokenKind = 'name' | 'number' | 'text' | 'range' | 'sign';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it begins in the expression. */
  readonly at: number;
}

const kinds: readonly (readonly [TokenKind, RegExp])[] = [
  ['text', /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y],
  // A range, or a Grafana variable in its place; with a colon it is a subquery.
  ['range', /\[[^\]]*\]/y],
  // A duration too.
  ['number', /(?:\d+(?:ms|[smhdwy]))+|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+/y],
  ['name', /[A-Za-z_:][\w:]*/y],
  ['sign', /=~|!~|!=|==|<=|>=|[-+*/%^(){},=<>@$]/y],
];

/** The words of a PromQL expression. @throws Error where it is none */
export function tokens(expr: string): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < expr.length;) {
    const space = /\s+/y;
    space.lastIndex = at;
    const blank = space.exec(expr)?.[0];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = tokenAt(expr, at);
    if (token === undefined) throw new Error(`not PromQL at "${expr.slice(at, at + 20)}": ${expr}`);
    found.push(token);
    at += token.text.length;
  }
  return found;
}

function tokenAt(expr: string, at: number): Token | undefined {
  for (const [kind, pattern] of kinds) {
    pattern.lastIndex = at;
    const text = pattern.exec(expr)?.[0];
    if (text !== undefined) return { kind, text, at };
  }
  return undefined;
}
