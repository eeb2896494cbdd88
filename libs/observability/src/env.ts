import { type Static, type TObject, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { givenIn } from './env-files.ts';

/** The environment does not fit: names every variable at fault, what is wrong with it and what it is for. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  constructor(
    readonly variables: readonly string[],
    problems: readonly string[],
  ) {
    super(`the environment does not fit:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  }
}

/**
 * Reads a service's settings from environment variables. The schema is the documentation too: each property has a
 * description and, where it may be left out, a default. An empty variable counts as absent. Every text may come from a
 * file instead: `NAME_FILE` names it.
 * @throws EnvError
 */
export function readEnv<S extends TObject>(schema: S, env: NodeJS.ProcessEnv): Static<S> {
  const { values: given, faults } = givenIn(schema, env);
  const settings: unknown = Value.Convert(schema, Value.Default(schema, { ...given }));
  for (const [variable, problem] of faults) faults.set(variable, `${variable}: ${problem}`);
  for (const fault of Value.Errors(schema, settings)) {
    const variable = fault.path.split('/')[1] ?? '';
    if (!faults.has(variable)) faults.set(variable, describe(variable, fault.message, schema, given));
  }
  if (faults.size > 0) throw new EnvError([...faults.keys()], [...faults.values()]);
  return settings as Static<S>;
}

function describe(variable: string, message: string, schema: TObject, given: Record<string, unknown>): string {
  const purpose = (schema.properties[variable] as TSchema | undefined)?.description;
  const problem = variable in given ? message.toLowerCase() : 'is required';
  return `${variable}: ${problem}${purpose === undefined ? '' : ` (${purpose})`}`;
}
