import { tokens, type Token } from './tokens.ts';

/** What an expression asks of a metric. */
export interface Use {
  readonly metric: string;
  /** Labels in its braces. */
  readonly labels: readonly string[];
}

export interface Uses {
  readonly metrics: readonly Use[];
  /** Labels that results are grouped or matched by. */
  readonly grouping: readonly string[];
}

const words = new Set(['and', 'or', 'unless', 'bool', 'offset', 'start', 'end', 'inf', 'nan']);
const lists = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/** Every metric and label that a PromQL expression names. Regular expressions over names are not understood. */
export function usesOf(expr: string): Uses {
  const all = tokens(expr);
  const metrics: Use[] = [];
  const grouping: string[] = [];
  for (let at = 0; at < all.length; at += 1) {
    const { kind, text } = all[at] as Token;
    if (kind !== 'name') continue;
    if (lists.has(text)) {
      const inside = upTo(all, at, ')');
      grouping.push(...namesIn(inside));
      at += inside.length + (inside.length === 0 ? 0 : 1);
    } else if (isMetric(all, at)) {
      const inside = all[at + 1]?.text === '{' ? upTo(all, at, '}') : [];
      metrics.push({ metric: text, labels: namesIn(inside) });
      at += inside.length + (inside.length === 0 ? 0 : 1);
    }
  }
  return { metrics, grouping };
}

/** The expression with one more matcher in every selector. */
export function withMatcher(expr: string, matcher: string): string {
  const all = tokens(expr);
  let text = expr;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const { at, text: word } = all[index] as Token;
    if (!isMetric(all, index) || inList(all, index)) continue;
    const after = at + word.length;
    const braces = all[index + 1]?.text === '{';
    const more = braces ? `{${matcher}${all[index + 2]?.text === '}' ? '' : ', '}` : `{${matcher}}`;
    text = text.slice(0, after) + more + text.slice(after).replace(braces ? /^\s*\{/ : '', '');
  }
  return text;
}

function isMetric(all: readonly Token[], at: number): boolean {
  const { kind, text } = all[at] as Token;
  if (kind !== 'name' || words.has(text.toLowerCase()) || lists.has(text)) return false;
  const next = all[at + 1]?.text ?? '';
  // A function or an aggregation; the second has its list before its argument at times.
  return next !== '(' && !lists.has(next) && !inBraces(all, at);
}

function inBraces(all: readonly Token[], at: number): boolean {
  for (let back = at; back >= 0; back -= 1) {
    if (all[back]?.text === '{') return true;
    if (all[back]?.text === '}') return false;
  }
  return false;
}

/** Between the parentheses after `by` and the like. */
function inList(all: readonly Token[], at: number): boolean {
  for (let back = at - 1; back >= 0; back -= 1) {
    const { kind, text } = all[back] as Token;
    if (text === '(') return lists.has(all[back - 1]?.text ?? '');
    if (kind !== 'name' && text !== ',') return false;
  }
  return false;
}

function namesIn(inside: readonly Token[]): string[] {
  return inside.filter(({ kind }) => kind === 'name').map(({ text }) => text);
}

/** What stands between the next token, which opens, and the one that closes. */
function upTo(all: readonly Token[], at: number, end: string): Token[] {
  const from = at + 2;
  return all.slice(
    from,
    all.findIndex(({ text }, index) => index >= from && text === end),
  );
}
