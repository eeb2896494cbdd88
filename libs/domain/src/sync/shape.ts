import { type TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { ValueErrorType, type ValueError } from '@sinclair/typebox/errors';
import { SyncDocument } from './document.ts';
import { quoted, type Problem } from './problem.ts';

const check = TypeCompiler.Compile(SyncDocument);

export interface Shape {
  readonly problems: readonly Problem[];
  /** Every field has its type: what the rules say about the values can be asked. Undefined = it cannot. */
  readonly document: SyncDocument | undefined;
}

/** Whether a document has the form of one, and in which fields it has not. */
export function shapeOf(document: unknown): Shape {
  if (check.Check(document)) return { problems: [], document };
  const problems = new Map<string, Problem>();
  let typed = true;
  for (const fault of check.Errors(document)) {
    typed &&= harmless.has(fault.type);
    if (!problems.has(fault.path)) problems.set(fault.path, { field: fault.path, problem: sentence(fault) });
  }
  return { problems: [...problems.values()], document: typed ? (document as SyncDocument) : undefined };
}

/** Too much of something, or something besides: the rest can be read all the same. */
const harmless: ReadonlySet<ValueErrorType> = new Set([
  ValueErrorType.ObjectAdditionalProperties,
  ValueErrorType.StringMinLength,
  ValueErrorType.StringMaxLength,
  ValueErrorType.ArrayMaxItems,
  ValueErrorType.NumberMinimum,
  ValueErrorType.NumberMaximum,
  ValueErrorType.NumberExclusiveMinimum,
  ValueErrorType.IntegerMinimum,
  ValueErrorType.IntegerMaximum,
]);

type Say = (schema: TSchema, value: unknown) => string;

const must = (be: string): Say => {
  return (_schema, value) => `must be ${be}, and is ${quoted(value)}`;
};

const sentences: Partial<Record<ValueErrorType, Say>> = {
  [ValueErrorType.ObjectRequiredProperty]: () => 'is required',
  [ValueErrorType.ObjectAdditionalProperties]: () => 'is no field of a sync: remove it',
  [ValueErrorType.String]: must('text'),
  [ValueErrorType.Boolean]: must('true or false'),
  [ValueErrorType.Number]: must('a number'),
  [ValueErrorType.Integer]: must('a whole number'),
  [ValueErrorType.Array]: must('a list'),
  [ValueErrorType.Object]: must('an object'),
  [ValueErrorType.Union]: (schema, value) => must(choices(schema))(schema, value),
  [ValueErrorType.StringMinLength]: () => 'is empty: fill it in, or remove it',
  [ValueErrorType.StringMaxLength]: ({ maxLength }, value) =>
    `has ${String(value).length} characters; at most ${maxLength} are possible`,
  [ValueErrorType.ArrayMaxItems]: ({ maxItems }, value) =>
    `has ${(value as unknown[]).length} entries; at most ${maxItems} are possible`,
  [ValueErrorType.NumberMinimum]: ({ minimum }) => `must be at least ${minimum}`,
  [ValueErrorType.IntegerMinimum]: ({ minimum }) => `must be at least ${minimum}`,
  [ValueErrorType.NumberMaximum]: ({ maximum }) => `must be at most ${maximum}`,
  [ValueErrorType.IntegerMaximum]: ({ maximum }) => `must be at most ${maximum}`,
  [ValueErrorType.NumberExclusiveMinimum]: ({ exclusiveMinimum }) => `must be more than ${exclusiveMinimum}`,
};

function sentence({ type, schema, value, message }: ValueError): string {
  return sentences[type]?.(schema, value) ?? message.toLowerCase();
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

function choices(schema: TSchema): string {
  const members = (schema['anyOf'] ?? []) as TSchema[];
  const named = members.map((member) =>
    'const' in member ? `"${member['const']}"` : (typeNames[member['type'] as string] ?? 'something else'),
  );
  return members.every((member) => 'const' in member) ? `one of ${named.join(', ')}` : named.join(' or ');
}
