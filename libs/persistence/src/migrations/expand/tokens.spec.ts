/** A piece of SQL. Words are upper case, quoted names as they are. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol';
  readonly text: string;
}

export interface Statement {
  readonly tokens: readonly Token[];
  /** What its comments say, one after the other. */
  readonly comments: string;
  readonly source: string;
}

/** As Postgres reads it, the first that fits. */
const lexemes = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*))*\*\//y],
  ['text', /\$(\w*)\$[^]*?\$\1\$/y],
  ['text', /[EeBbXxNn]?'(?:[^']|'')*'/y],
  ['name', /"(?:[^"]|"")*"/y],
  ['number', /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['symbol', /::|[^\s\w]/y],
] as const;

/** What cannot be cut into pieces: nested comments, backslashes in E'', quotes that do not end. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}

/** The statements in a text that is sent to Postgres at once. @throws NotUnderstood */
export function statementsIn(source: string): Statement[] {
  const statements: Statement[] = [];
  let tokens: Token[] = [];
  let comments = '';
  const end = (): void => {
    if (tokens.length > 0) statements.push({ tokens, comments: comments.trim(), source });
    tokens = [];
    comments = '';
  };
  for (const { kind, text } of pieces(source)) {
    if (kind === 'comment') comments += ` ${text}`;
    else if (kind === 'symbol' && text === ';') end();
    else if (kind !== 'space') tokens.push(token(kind, text));
  }
  end();
  return statements;
}

function* pieces(source: string): Generator<{ kind: (typeof lexemes)[number][0]; text: string }> {
  for (let at = 0; at < source.length;) {
    const found = lexeme(source, at);
    at += found.text.length;
    yield found;
  }
}

function lexeme(source: string, at: number) {
  const rest = source.slice(at, at + 40);
  for (const [kind, pattern] of lexemes) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text === undefined) continue;
    const open = kind === 'symbol' && /^(?:['"]|\/\*)/.test(rest);
    if (open || (kind === 'text' && /^[Ee]'[^]*\\/.test(text))) break;
    return { kind, text };
  }
  throw new NotUnderstood(`cannot be read from here: ${rest}`);
}

function token(kind: Token['kind'], text: string): Token {
  if (kind === 'word') return { kind, text: text.toUpperCase() };
  return kind === 'name' ? { kind, text: text.slice(1, -1).replaceAll('""', '"') } : { kind, text };
}
