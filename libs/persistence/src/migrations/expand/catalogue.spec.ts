/** Anything that runs a statement and returns its rows. */
export interface Asking {
  query(text: string): Promise<unknown>;
}

/** What a database says of the tables, in its own words: what it is to what it is called and how it is. */
export type Catalogue = ReadonlyMap<string, string>;

const mine = `c.relnamespace = current_schema()::regnamespace`;

/** Rows of `what` (kind, table and name) and `how` (definition). */
const questions = [
  `SELECT format('%s %s', CASE c.relkind WHEN 'r' THEN 'table' WHEN 'S' THEN 'sequence' ELSE c.relkind::text END,
     c.relname) AS what, c.relpersistence::text AS how FROM pg_class c WHERE ${mine} AND c.relkind IN ('r', 'v', 'S', 'p', 'm')`,
  `SELECT format('column %s.%s', c.relname, a.attname) AS what, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
     CASE WHEN a.attnotnull THEN 'NOT NULL' END, 'default', coalesce(pg_get_expr(d.adbin, d.adrelid), 'none'),
     'generated' || nullif(a.attgenerated::text, ''), 'identity' || nullif(a.attidentity::text, '')) AS how
   FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE ${mine} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`,
  `SELECT format('constraint %s.%s', c.relname, k.conname) AS what, pg_get_constraintdef(k.oid) AS how
   FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE ${mine}`,
  `SELECT format('%s %s.%s', CASE WHEN i.indisunique THEN 'unique' ELSE 'index' END, t.relname, c.relname) AS what,
     pg_get_indexdef(i.indexrelid) AS how
   FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid WHERE ${mine}`,
  `SELECT format('trigger %s.%s', c.relname, t.tgname) AS what, pg_get_triggerdef(t.oid) || t.tgenabled::text AS how
   FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE ${mine} AND NOT t.tgisinternal`,
  `SELECT format('rule %s.%s', c.relname, r.rulename) AS what, pg_get_ruledef(r.oid) AS how
   FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE ${mine} AND c.relkind = 'r'`,
  `SELECT format('right %s.%s of %s', c.relname, g.privilege_type, g.grantee::regrole) AS what, '' AS how
   FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) g WHERE ${mine} AND c.relkind = 'r'`,
  `SELECT format('function %s', p.oid::regprocedure) AS what, pg_get_functiondef(p.oid) AS how
   FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace`,
  `SELECT format('label %s.%s', t.typname, e.enumlabel) AS what, '' AS how
   FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace = current_schema()::regnamespace`,
];

export async function catalogueOf(database: Asking): Promise<Catalogue> {
  const found = new Map<string, string>();
  for (const question of questions) {
    for (const { what, how } of (await database.query(question)) as { what: string; how: string }[])
      found.set(what, how);
  }
  return found;
}

/** What is new on a table that was there before binds those who do not know it. */
const binding = ['constraint', 'unique', 'trigger', 'rule'];

/**
 * How the tables became others for somebody who knows them as they were before.
 * @returns none: all is there as it was, and nothing that came binds what older releases write
 */
export function differences(before: Catalogue, after: Catalogue): string[] {
  const changed = [...before].flatMap(([what, how]) => {
    const now = after.get(what);
    if (now === undefined) return [`${what} is gone`];
    return now === how ? [] : [`${what} was "${how}" and is "${now}"`];
  });
  const added = [...after].filter(([what]) => !before.has(what) && isOfOldTable(what, before));
  return [
    ...changed,
    ...added.flatMap(([what, how]) => (isBinding(what, how, before) ? [`${what} is new: ${how}`] : [])),
  ];
}

function isOfOldTable(what: string, before: Catalogue): boolean {
  const [, table = ''] = /^\w+ (\w+)\./.exec(what) ?? [];
  return before.has(`table ${table}`);
}

function isBinding(what: string, how: string, before: Catalogue): boolean {
  const [kind = ''] = what.split(' ');
  if (kind === 'unique') return !isOfNewColumn(how, what, before);
  if (kind === 'column') return / NOT NULL default none|generated|identity/.test(how);
  return binding.includes(kind);
}

/** A unique index over a column that older releases leave null. */
function isOfNewColumn(definition: string, what: string, before: Catalogue): boolean {
  const [, table = ''] = /^\w+ (\w+)\./.exec(what) ?? [];
  const columns = /\(([\w, ]+)\)/.exec(definition)?.[1]?.split(', ') ?? [];
  return (
    columns.some((column) => !before.has(`column ${table}.${column}`)) && !definition.includes('NULLS NOT DISTINCT')
  );
}
