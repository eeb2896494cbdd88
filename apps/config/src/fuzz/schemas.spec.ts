import { FormatRegistry, Type, type TSchema } from '@sinclair/typebox';
import fc, { type Arbitrary } from 'fast-check';

/** A schema as it stands in the OpenAPI document. */
export type Json = Readonly<Record<string, any>>;

FormatRegistry.Set('date-time', (text) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text)));

const plain: Readonly<Record<string, (options: Json) => TSchema>> = {
  string: (options) => Type.String(options),
  integer: (options) => Type.Integer(options),
  number: (options) => Type.Number(options),
  boolean: () => Type.Boolean(),
  null: () => Type.Null(),
};

/**
 * A schema of the document, for checks. Objects that name their properties have no others: what is answered and not
 * described is found too.
 */
export function checkOf(node: Json, components: Json, closed = true): TSchema {
  const inner = (each: Json) => checkOf(each, components, closed);
  if (node['$ref'] !== undefined) return inner(referred(node, components));
  const literals = literalsOf(node);
  if (literals !== undefined) return Type.Union(literals.map((each) => Type.Literal(each)));
  const choices = choicesOf(node);
  if (choices !== undefined) return Type.Union(choices.map(inner));
  if (node['allOf'] !== undefined) {
    const parts = node['allOf'].map((each: Json) => checkOf(each, components, false));
    return Type.Intersect(parts, closed ? { unevaluatedProperties: false } : {});
  }
  return node['type'] === 'object' ? objectOf(node, inner, closed) : plainOf(node, inner);
}

function plainOf(node: Json, inner: (each: Json) => TSchema): TSchema {
  const options = { ...node, description: '', default: undefined };
  if (node['type'] === 'array') return Type.Array(inner(node['items'] ?? {}), options);
  return plain[node['type']]?.(options) ?? Type.Unknown();
}

function literalsOf(node: Json): string[] | undefined {
  return 'const' in node ? [node['const']] : node['enum'];
}

function referred(node: Json, components: Json): Json {
  return components[node['$ref'].split('/').at(-1)];
}

function choicesOf(node: Json): Json[] | undefined {
  return node['anyOf'] ?? node['oneOf'];
}

function objectOf(node: Json, inner: (each: Json) => TSchema, closed: boolean): TSchema {
  const [pattern] = Object.entries<Json>(node['patternProperties'] ?? {});
  if (pattern !== undefined) return Type.Record(Type.String({ pattern: pattern[0] }), inner(pattern[1]));
  const required = new Set<string>(node['required'] ?? []);
  const properties = Object.entries<Json>(node['properties'] ?? {}).map(([name, each]) => {
    const schema = inner(each);
    return [name, required.has(name) ? schema : Type.Optional(schema)] as const;
  });
  const others = node['additionalProperties'];
  if (properties.length === 0) return Type.Object({});
  if (typeof others === 'object')
    return Type.Object(Object.fromEntries(properties), { additionalProperties: inner(others) });
  return Type.Object(
    Object.fromEntries(properties),
    others === undefined && closed ? { additionalProperties: false } : {},
  );
}

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '../..',
    "'; drop table sync; --",
    '${7*7}',
    '<b>',
    '%00',
    '💥',
    'null',
    '-1',
  ),
);

/** Anything that JSON can say, and what trips programs up. */
export const anything: Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  text,
  fc.constantFrom(null, true, 0, -0, 1e308, 2 ** 53, -1, 0.5, [], {}, [[]], { __proto__: null }),
);

/** Values that fit a schema of the document, and now and then ones that nearly do. */
export function valueOf(node: Json, components: Json): Arbitrary<unknown> {
  return fc.oneof({ arbitrary: fitting(node, components), weight: 12 }, { arbitrary: anything, weight: 1 });
}

const fittingPlain: Readonly<Record<string, (node: Json) => Arbitrary<unknown>>> = {
  string: strings,
  integer: numbers,
  number: numbers,
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
};

function fitting(node: Json, components: Json): Arbitrary<unknown> {
  const inner = (each: Json) => valueOf(each, components);
  if (node['$ref'] !== undefined) return inner(referred(node, components));
  const literals = literalsOf(node);
  if (literals !== undefined) return fc.constantFrom(...literals);
  const choices = choicesOf(node);
  if (choices !== undefined) return fc.oneof(...choices.map(inner));
  return node['type'] === 'object' ? objects(node, inner) : fittingPlainOf(node, inner);
}

function fittingPlainOf(node: Json, inner: (each: Json) => Arbitrary<unknown>): Arbitrary<unknown> {
  if (node['type'] === 'array') {
    return fc.array(inner(node['items'] ?? {}), { minLength: node['minItems'] ?? 0, maxLength: 4 });
  }
  return fittingPlain[node['type']]?.(node) ?? anything;
}

function numbers({ minimum = -1000, maximum = 1_000_000 }: Json): Arbitrary<unknown> {
  return fc.integer({ min: minimum, max: maximum });
}

function objects(node: Json, inner: (each: Json) => Arbitrary<unknown>): Arbitrary<unknown> {
  const [pattern] = Object.entries<Json>(node['patternProperties'] ?? {});
  if (pattern !== undefined)
    return fc.dictionary(fc.stringMatching(new RegExp(pattern[0])), inner(pattern[1]), { maxKeys: 3 });
  const properties = Object.entries<Json>(node['properties'] ?? {}).map(([name, each]) => [name, inner(each)]);
  const whole = fc.record(Object.fromEntries(properties), { requiredKeys: node['required'] ?? [] });
  const odd = fc
    .tuple(whole, fc.dictionary(text, anything, { maxKeys: 1 }))
    .map(([some, more]) => ({ ...some, ...more }));
  return fc.oneof({ arbitrary: whole, weight: 10 }, { arbitrary: odd, weight: 1 });
}

function strings({ pattern, minLength = 0, maxLength = 40, format }: Json): Arbitrary<unknown> {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern !== undefined) {
    const fits = new RegExp(pattern);
    const some = fc.stringMatching(fits).filter((each) => each.length >= minLength && each.length <= maxLength);
    // The largest number that is let through: what reads it must bear it.
    const nines = Array.from({ length: 24 }, (_, n) => '9'.repeat(24 - n)).find((each) => fits.test(each));
    return nines === undefined ? some : fc.oneof({ arbitrary: some, weight: 4 }, fc.constant(nines));
  }
  const plain = fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 20) });
  return fc.oneof({ arbitrary: plain, weight: 4 }, { arbitrary: text, weight: 1 });
}
