import { type Token } from './tokens.spec.ts';

/** A walk through the tokens of a statement. */
export class Cursor {
  #at = 0;

  constructor(readonly tokens: readonly Token[]) {}

  /** Goes past these words if they come next. */
  words(text: string): boolean {
    const wanted = text.split(' ');
    if (!wanted.every((word, index) => isWord(this.tokens[this.#at + index], word))) return false;
    this.#at += wanted.length;
    return true;
  }

  /** A name without its schema, which a migration needs not say. */
  name(): string | undefined {
    const token = this.tokens[this.#at];
    const named = token === undefined ? undefined : nameOf(token);
    if (named === undefined || this.tokens[this.#at + 1]?.text === '.') return undefined;
    this.#at += 1;
    return named;
  }

  get rest(): readonly Token[] {
    return this.tokens.slice(this.#at);
  }
}

export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text === word;
}

/** Postgres reads names in lower case unless they are quoted. */
export function nameOf({ kind, text }: Token): string | undefined {
  if (kind === 'word') return text.toLowerCase();
  return kind === 'name' ? text : undefined;
}

/** Tokens with how deep in parentheses they are; a parenthesis is as deep as what it stands in. */
function depths(tokens: readonly Token[]): { token: Token; depth: number }[] {
  let depth = 0;
  return tokens.map((token) => {
    if (token.kind === 'symbol' && token.text === ')') depth -= 1;
    const at = { token, depth };
    if (token.kind === 'symbol' && token.text === '(') depth += 1;
    return at;
  });
}

/** Cut at commas that stand in no parentheses. */
export function listOf(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const { token, depth } of depths(tokens)) {
    if (depth === 0 && token.kind === 'symbol' && token.text === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** What stands before the first of these words that is in no parentheses, and what stands after it. */
export function cutAt(tokens: readonly Token[], words: readonly string[]): { before: Token[]; after: Token[] } {
  const all = depths(tokens);
  const found = all.findIndex(({ token, depth }) => depth === 0 && words.some((word) => isWord(token, word)));
  const at = found === -1 ? all.length : found;
  return { before: tokens.slice(0, at), after: tokens.slice(at + 1) };
}

/** The tokens within the first parentheses. */
export function inParentheses(tokens: readonly Token[]): Token[] {
  const all = depths(tokens);
  const open = all.findIndex(({ token }) => token.text === '(');
  const close = all.findIndex(({ token, depth }, index) => index > open && token.text === ')' && depth === 0);
  return open === -1 ? [] : tokens.slice(open + 1, close === -1 ? undefined : close);
}
