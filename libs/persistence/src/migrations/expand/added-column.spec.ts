import { isWord, nameOf } from './cursor.spec.ts';
import { type Token } from './tokens.spec.ts';

export type AddedColumn =
  | { readonly fault: string }
  /** `empty`: null in every row that a release writes which does not know it. */
  | { readonly name: string; readonly empty: boolean };

/** Parts of a column's definition that say nothing about what may be in it. */
const harmless = ['COLLATE', 'STORAGE', 'COMPRESSION'];
const binding = ['CHECK', 'UNIQUE', 'PRIMARY', 'REFERENCES', 'GENERATED', 'CONSTRAINT'];
const ends = [...harmless, ...binding, 'NOT', 'NULL', 'DEFAULT'];
const counting = ['SERIAL', 'BIGSERIAL', 'SMALLSERIAL', 'SERIAL2', 'SERIAL4', 'SERIAL8'];

/** What stands behind ADD COLUMN: nullable, or with a constant default, and nothing that a row could offend against. */
export function addedColumn(tokens: readonly Token[]): AddedColumn {
  const [first, ...definition] = tokens;
  const name = first === undefined ? undefined : nameOf(first);
  if (name === undefined) return { fault: 'adds something without a name' };
  if (definition.some(({ text, kind }) => kind === 'word' && counting.includes(text))) {
    return { fault: `adds the column ${name} with a default that is not a constant` };
  }
  const bound = definition.find(({ text, kind }) => kind === 'word' && binding.includes(text));
  if (bound !== undefined)
    return { fault: `adds the column ${name} with ${bound.text}, which older releases may break` };
  const given = defaultOf(definition);
  if (given !== undefined && !isConstant(given)) {
    return { fault: `adds the column ${name} with a default that is not a constant` };
  }
  const filled = given !== undefined && !isWord(given[0], 'NULL');
  if (isNotNull(definition) && !filled) return { fault: `adds the column ${name} with NOT NULL and no default` };
  return { name, empty: !filled };
}

function isNotNull(definition: readonly Token[]): boolean {
  return definition.some((token, index) => isWord(token, 'NOT') && isWord(definition[index + 1], 'NULL'));
}

function defaultOf(definition: readonly Token[]): Token[] | undefined {
  const at = definition.findIndex((token) => isWord(token, 'DEFAULT'));
  if (at === -1) return undefined;
  const [first, ...rest] = definition.slice(at + 1);
  const end = rest.findIndex(({ text, kind }) => kind === 'word' && ends.includes(text));
  return first === undefined ? [] : [first, ...(end === -1 ? rest : rest.slice(0, end))];
}

/** A literal, with its type at most. */
function isConstant(tokens: readonly Token[]): boolean {
  const [first, ...rest] = tokens[0]?.text === '-' ? tokens.slice(1) : tokens;
  if (first === undefined) return false;
  const literal = first.kind === 'text' || first.kind === 'number' || ['TRUE', 'FALSE', 'NULL'].includes(first.text);
  if (!literal) return false;
  return (
    rest.length === 0 ||
    (rest[0]?.text === '::' && rest.every(({ text }) => /^(?:::|[A-Z]\w*|[[\](),]|\d+)$/.test(text)))
  );
}
