import fc, { type Arbitrary } from 'fast-check';
import { anything, checkOf, valueOf, type Json } from './schemas.spec.ts';
import { type TSchema } from '@sinclair/typebox';

/** One route of the document: how to ask, and what may be answered. */
export interface Operation {
  readonly name: string;
  readonly ask: Arbitrary<Asked>;
  /** By status; undefined = an answer without a body that is described. */
  readonly answers: ReadonlyMap<number, { readonly type: string; readonly check: TSchema } | undefined>;
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Ids that are there, by the name of the parameter in the path. */
export type Known = (path: string, name: string) => string | undefined;

export function operationsIn(document: Json, known: Known): Operation[] {
  const components = document['components']['schemas'] as Json;
  return Object.entries<Json>(document['paths']).flatMap(([path, operations]) =>
    Object.entries<Json>(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      ask: asking(path, method.toUpperCase(), operation, { components, known }),
      answers: answersOf(operation, components),
    })),
  );
}

function answersOf(operation: Json, components: Json): Operation['answers'] {
  return new Map(
    Object.entries<Json>(operation['responses']).map(([status, { content }]) => {
      const [described] = Object.entries<Json>(content ?? {});
      return [
        Number(status),
        described && { type: described[0], check: checkOf(described[1]['schema'] ?? {}, components) },
      ];
    }),
  );
}

interface Surroundings {
  readonly components: Json;
  readonly known: Known;
}

function asking(path: string, method: string, operation: Json, { components, known }: Surroundings): Arbitrary<Asked> {
  const parameters: Json[] = operation['parameters'] ?? [];
  const odd = fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom('%', '%ff', '\0', '💥', '..%2f..', 'a'.repeat(300)),
  );
  const segments = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const id = known(path, name);
    const some = odd.map((text) =>
      text.startsWith('%') ? text : encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '?')),
    );
    return id === undefined
      ? some
      : fc.oneof({ arbitrary: fc.constant(id), weight: 5 }, { arbitrary: some, weight: 1 });
  });
  const queries = parameters
    .filter((each) => each['in'] === 'query')
    .map(({ name, required, schema }) =>
      fc.option(
        valueOf(schema, components).map((value) => [name, plain(value)]),
        { freq: required ? 20 : 1, nil: undefined },
      ),
    );
  const content = operation['requestBody']?.content?.['application/json']?.schema as Json | undefined;
  return fc
    .record({
      segments: fc.tuple(...segments),
      query: fc.tuple(...queries, fc.option(fc.tuple(fc.string(), fc.string()), { freq: 20, nil: undefined })),
      body: content === undefined ? fc.constant(undefined) : bodies(content, components),
      match: fc.constantFrom('"1"', '"2"', 'W/"1"', '1', '', '*', 'x', '"99999999999999999999"'),
      type: fc.constantFrom(
        ...Array(12).fill('application/json'),
        'text/plain',
        'application/x-www-form-urlencoded',
        '',
      ),
    })
    .map(({ segments: values, query, body, match, type }) => {
      let at = 0;
      const filled = path.replaceAll(/\{\w+\}/g, () => values[at++] as string);
      const search = new URLSearchParams(query.filter((each) => each !== undefined) as [string, string][]);
      const headers = {
        ...(body !== undefined && type !== '' && { 'content-type': type }),
        ...(match && { 'if-match': match }),
      };
      return { method, url: `${filled}?${search.toString()}`, headers, ...(body !== undefined && { body }) };
    });
}

/** JSON that fits or nearly does; now and then no JSON at all. */
function bodies(schema: Json, components: Json): Arbitrary<string> {
  const json = valueOf(schema, components).map((value) => JSON.stringify(value) ?? '');
  const broken = fc.oneof(
    fc.constantFrom('', '{', '[]]', 'null', '"', '{"__proto__":{"a":1}}', '{"a":1,"a":2}'),
    anything.map((value) => JSON.stringify(value) ?? ''),
  );
  return fc.oneof({ arbitrary: json, weight: 15 }, { arbitrary: broken, weight: 1 });
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
