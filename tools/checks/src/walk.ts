import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** Where a reader comes who follows the imports of a handler. Types are not counted: nothing happens in them. */
export interface Walk {
  /** Files of the handler's own app, relative to the root. */
  readonly files: readonly string[];
  /** Pure libraries, or contexts of them, whose functions are called. Contracts are not counted. */
  readonly doors: readonly string[];
}

const pure = /^@kochava-stream\/(amplitude|kochava|domain\/\w+)$/;

/** @param others handlers of their own: a reader of this one stops there, so they are not counted */
export function walk(entry: string, root: string, others: readonly string[] = []): Walk {
  const files = new Set<string>();
  const doors = new Set<string>();
  const ends = new Set(others.filter((file) => file !== entry).map((file) => resolve(root, file)));
  const visit = (file: string): void => {
    if (files.has(file) || ends.has(file)) return;
    files.add(file);
    for (const from of valueImports(file)) {
      if (from.startsWith('.')) visit(join(dirname(file), from));
      else if (pure.test(from)) doors.add(from);
    }
  };
  visit(resolve(root, entry));
  return { files: [...files].map((file) => relative(root, file)).sort(), doors: [...doors].sort() };
}

/** What a file imports values from. */
function valueImports(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    return hasValues(statement.importClause) ? [statement.moduleSpecifier.text] : [];
  });
}

function hasValues(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return true;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  const { namedBindings } = clause;
  if (namedBindings === undefined || !ts.isNamedImports(namedBindings)) return true;
  return namedBindings.elements.some((each) => !each.isTypeOnly);
}
