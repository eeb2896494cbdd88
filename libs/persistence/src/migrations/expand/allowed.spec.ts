import { addedColumn } from './added-column.spec.ts';
import { Cursor, cutAt, inParentheses, isWord, listOf, nameOf } from './cursor.spec.ts';
import { type Statement, type Token } from './tokens.spec.ts';

/** What a migration has made itself: no release that runs knows it, so anything may be done with it. */
export class Made {
  readonly tables = new Set<string>();
  /** `<table>.<column>` to whether older releases leave it null. */
  readonly columns = new Map<string, boolean>();

  add(table: string, column: string, empty: boolean): void {
    this.columns.set(`${table}.${column}`, empty);
  }
}

/** undefined = allowed, else why not. */
type Fault = string | undefined;
type Form = (cursor: Cursor, made: Made, statement: Statement) => Fault;

const fine: Form = () => undefined;

/** Every form of statement that leaves the release before at work; there are no others. */
const forms: Readonly<Record<string, Form>> = {
  'CREATE TABLE': createTable,
  'CREATE INDEX': createIndex,
  'CREATE UNIQUE INDEX': createUniqueIndex,
  'CREATE TYPE': fine,
  'CREATE FUNCTION': fine,
  'CREATE VIEW': createView,
  'CREATE SEQUENCE': fine,
  'CREATE TRIGGER': createTrigger,
  'COMMENT ON': fine,
  'ALTER TABLE': alterTable,
  GRANT: fine,
  REVOKE: revoke,
  'INSERT INTO': insert,
  UPDATE: update,
  'DELETE FROM': deleteFrom,
  DO: anonymous,
};

/** Says why a statement would stand in the way of the release before; undefined = it does not. Notes what it makes. */
export function faultOf(statement: Statement, made: Made): Fault {
  const cursor = new Cursor(statement.tokens);
  const form = Object.entries(forms).find(([words]) => cursor.words(words));
  if (form !== undefined) return form[1](cursor, made, statement);
  const start = statement.tokens.slice(0, 4).map(({ text }) => text);
  return `"${start.join(' ')} …" is not a form that only adds`;
}

function createTable(cursor: Cursor, made: Made): Fault {
  const table = cursor.name();
  if (table === undefined || cursor.rest[0]?.text !== '(') return 'makes a table in a way that is not understood';
  if (cursor.rest.some((token) => isWord(token, 'INHERITS') || isWord(token, 'LIKE')))
    return `${table}: is made of another`;
  made.tables.add(table);
  const bound = references(cursor.rest).find(({ to, cleared }) => !made.tables.has(to) && !cleared);
  if (bound === undefined) return undefined;
  return `${table} refers to ${bound.to}, of which older releases could not delete a row; ON DELETE CASCADE or SET NULL`;
}

/** Rights on it may be given away like those on a table. */
function createView(cursor: Cursor, made: Made): Fault {
  made.tables.add(cursor.name() ?? '?');
  return undefined;
}

function references(tokens: readonly Token[]): { to: string; cleared: boolean }[] {
  return tokens.flatMap((token, index) => {
    if (!isWord(token, 'REFERENCES')) return [];
    const [clause = []] = listOf(tokens.slice(index + 1));
    const cursor = new Cursor(clause);
    const to = cursor.name() ?? '?';
    const words = cursor.rest.map(({ text }) => text).join(' ');
    return [{ to, cleared: /ON DELETE (?:CASCADE|SET NULL)/.test(words) }];
  });
}

function createIndex(cursor: Cursor): Fault {
  return cursor.words('CONCURRENTLY') ? 'CONCURRENTLY cannot run in the transaction of a migration' : undefined;
}

function createUniqueIndex(cursor: Cursor, made: Made): Fault {
  const { after } = cutAt(cursor.rest, ['ON']);
  const on = new Cursor(after);
  const table = on.name() ?? '?';
  if (made.tables.has(table)) return createIndex(cursor);
  const columns = listOf(inParentheses(on.rest)).map(([first]) => (first === undefined ? '?' : nameOf(first)));
  const neverTwice = columns.some((column) => made.columns.get(`${table}.${column}`) === true);
  const nulls = on.rest.some((token, index) => isWord(token, 'NULLS') && isWord(on.rest[index + 1], 'NOT'));
  if (neverTwice && !nulls) return createIndex(cursor);
  return `a unique index on ${table} refuses rows that older releases may write`;
}

function createTrigger(cursor: Cursor, made: Made): Fault {
  const table = new Cursor(cutAt(cursor.rest, ['ON']).after).name() ?? '?';
  return made.tables.has(table) ? undefined : `a trigger on ${table} changes what older releases write`;
}

function alterTable(cursor: Cursor, made: Made): Fault {
  cursor.words('ONLY');
  const table = cursor.name();
  if (table === undefined) return 'alters something that is not understood';
  if (made.tables.has(table)) return undefined;
  for (const action of listOf(cursor.rest)) {
    const fault = alterFault(table, new Cursor(action), made);
    if (fault !== undefined) return `${table}: ${fault}`;
  }
  return undefined;
}

/** What constraints and keys begin with, where a column has its name. */
const constraints = ['CONSTRAINT', 'CHECK', 'UNIQUE', 'PRIMARY', 'FOREIGN', 'EXCLUDE', 'NOT'];

function alterFault(table: string, action: Cursor, made: Made): Fault {
  if (action.words('ADD')) return addFault(table, action, made);
  if (action.words('SET') && action.rest[0]?.text === '(') return undefined;
  if (!action.words('ALTER')) return `${action.rest[0]?.text ?? 'nothing'} is not a form that only adds`;
  action.words('COLUMN');
  const column = action.name() ?? '?';
  const stored = ['SET STORAGE', 'SET STATISTICS', 'SET COMPRESSION'].some((words) => action.words(words));
  return stored ? undefined : `the column ${column} is there already and may not become another`;
}

function addFault(table: string, action: Cursor, made: Made): Fault {
  const column = action.words('COLUMN');
  const [first] = action.rest;
  if (!column && first?.kind === 'word' && constraints.includes(first.text)) {
    return 'a constraint, NOT VALID or not, refuses rows that older releases may write';
  }
  if (action.words('IF NOT EXISTS')) return 'a column that may be there already is not looked at';
  const added = addedColumn(action.rest);
  if ('fault' in added) return added.fault;
  made.add(table, added.name, added.empty);
  return undefined;
}

function revoke(cursor: Cursor, made: Made): Fault {
  const on = new Cursor(cutAt(cursor.rest, ['ON']).after);
  on.words('TABLE');
  const table = on.name() ?? '?';
  return made.tables.has(table) ? undefined : `takes away rights on ${table}`;
}

function insert(cursor: Cursor, made: Made): Fault {
  const table = cursor.name() ?? '?';
  const changing = made.tables.has(table) ? ['DELETE', 'MERGE'] : ['DELETE', 'MERGE', 'UPDATE'];
  const found = cursor.rest.find(({ kind, text }) => kind === 'word' && changing.includes(text));
  return found === undefined ? undefined : `an INSERT with ${found.text} in it changes rows`;
}

function update(cursor: Cursor, made: Made): Fault {
  const table = cursor.name() ?? '?';
  if (made.tables.has(table)) return undefined;
  const { after } = cutAt(cursor.rest, ['SET']);
  const { before } = cutAt(after, ['FROM', 'WHERE', 'RETURNING']);
  const others = listOf(before)
    .flatMap((target) => (target[0]?.text === '(' ? listOf(inParentheses(target)).flat() : target.slice(0, 1)))
    .map((token) => nameOf(token) ?? '?')
    .filter((column) => !made.columns.has(`${table}.${column}`));
  return others.length === 0 ? undefined : `changes ${others.join(', ')} of ${table}, which older releases go by`;
}

function deleteFrom(cursor: Cursor, made: Made): Fault {
  const table = cursor.name() ?? '?';
  return made.tables.has(table) ? undefined : `deletes rows of ${table}`;
}

/** What a block of code does is not to be seen here: it has to name what it touches. */
function anonymous(_cursor: Cursor, made: Made, { comments }: Statement): Fault {
  const tables =
    /touches only:? ([\w, ]+)/
      .exec(comments)?.[1]
      ?.trim()
      .split(/\s*,\s*/) ?? [];
  if (tables.length > 0 && tables.every((table) => made.tables.has(table))) return undefined;
  return 'a block must say in a comment "touches only <tables that this migration makes>"';
}
