import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/**
 * The files that a reader of `entry` walks through: those reached by imports inside its own app and in the pure
 * libraries, through the names that are imported and not the doors. Types and contracts are not counted: nothing
 * happens in them.
 */
export function walk(entry: string, root: string): string[] {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const next of importsOf(file)) for (const reached of follow(next, file, root)) visit(reached);
  };
  visit(resolve(root, entry));
  return [...seen].map((file) => relative(root, file)).sort();
}

interface Import {
  readonly from: string;
  /** Names of values; types are left out. */
  readonly names: readonly string[];
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const names = valueNames(statement.importClause);
    return names.length === 0 ? [] : [{ from: statement.moduleSpecifier.text, names }];
  });
}

function valueNames(clause: ts.ImportClause | undefined): string[] {
  if (clause === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const { namedBindings } = clause;
  if (namedBindings === undefined || !ts.isNamedImports(namedBindings)) return [];
  return namedBindings.elements.filter((each) => !each.isTypeOnly).map((each) => (each.propertyName ?? each.name).text);
}

/** Doors of the pure libraries, by the package that they open. */
const doors: Readonly<Record<string, string>> = {
  '@kochava-stream/amplitude': 'libs/amplitude/src/index.ts',
  '@kochava-stream/kochava': 'libs/kochava/src/index.ts',
};

function follow({ from, names }: Import, importer: string, root: string): string[] {
  if (from.startsWith('.')) return [join(dirname(importer), from)];
  const context = /^@kochava-stream\/domain\/(\w+)$/.exec(from)?.[1];
  const door = context === undefined ? doors[from] : `libs/domain/src/${context}/index.ts`;
  if (door === undefined) return [];
  return behindDoor(join(root, door), new Set(names));
}

/** The files in which a door's names are declared. */
function behindDoor(door: string, names: ReadonlySet<string>): string[] {
  if (!existsSync(door)) throw new Error(`${door} does not exist`);
  const source = ts.createSourceFile(door, readFileSync(door, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return [];
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    const opens = exportClause.elements.some(({ name }) => names.has(name.text));
    return opens ? [join(dirname(door), (statement.moduleSpecifier as ts.StringLiteral).text)] : [];
  });
}
