import { readFileSync } from 'node:fs';
import { type TObject, type TSchema } from '@sinclair/typebox';

/** What was found for the variables of a schema, and what is wrong, by variable. */
export interface Given {
  readonly values: Record<string, string>;
  readonly faults: Map<string, string>;
}

/**
 * The variables of a schema that are given: in the environment, or, for a text `NAME`, in the file that `NAME_FILE`
 * names, as secrets are mounted. White space around a file's text does not count, an empty variable or file is absent.
 * A schema that has `NAME_FILE` itself reads that file in its own way.
 */
export function givenIn(schema: TObject, env: NodeJS.ProcessEnv): Given {
  const values: Record<string, string> = {};
  const faults = new Map<string, string>();
  for (const [name, property] of Object.entries(schema.properties)) {
    const value = env[name] ?? '';
    const file = isText(property) && !(fileOf(name) in schema.properties) ? (env[fileOf(name)] ?? '') : '';
    if (value !== '' && file !== '') faults.set(name, `and ${fileOf(name)} are both set; one of them is needed`);
    else if (value !== '') values[name] = value;
    else if (file !== '') take(name, file, values, faults);
  }
  return { values, faults };
}

function take(name: string, file: string, values: Record<string, string>, faults: Map<string, string>): void {
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (text !== '') values[name] = text;
  } catch (error) {
    faults.set(name, `${fileOf(name)} cannot be read: ${(error as Error).message}`);
  }
}

function fileOf(name: string): string {
  return `${name}_FILE`;
}

function isText(property: TSchema): boolean {
  return property['type'] === 'string';
}
