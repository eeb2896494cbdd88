import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { type Static, type TObject, type TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Value } from '@sinclair/typebox/value';
import { Refused } from './api-error.filter.ts';
import { openApiSchema } from './openapi-schema.ts';
import { unstorable } from './storable.ts';

/** Declares the query parameters of a route for the OpenAPI document: the schema that its `queryCheck` uses. */
export function Queried(schema: TObject): MethodDecorator & ClassDecorator {
  const required = new Set<string>(schema.required ?? []);
  const one = ([name, property]: [string, TSchema]) => {
    const described = property.description === undefined ? {} : { description: property.description };
    return ApiQuery({ name, required: required.has(name), schema: openApiSchema(property), ...described });
  };
  return applyDecorators(...Object.entries(schema.properties).map(one));
}

/** A check of a request's query: numbers and booleans are read from their text, defaults filled in. @throws Refused 400 */
export function queryCheck<S extends TObject>(schema: S): (query: unknown) => Static<S> {
  const check = TypeCompiler.Compile(schema);
  return (query) => {
    const read: unknown = Value.Convert(schema, Value.Default(schema, { ...(query as object) }));
    if (check.Check(read)) return storable(read as Static<S>);
    const problems = [...check.Errors(read)].slice(0, 20).map(({ path, message }) => ({
      field: path.slice(1),
      problem: message.toLowerCase(),
    }));
    throw new Refused(400, 'the query does not fit; see problems', problems);
  };
}

function storable<T>(query: T): T {
  const field = unstorable(query);
  if (field === undefined) return query;
  const problem = 'has a character that cannot be stored (U+0000 or half a surrogate pair)';
  throw new Refused(400, 'the query does not fit; see problems', [{ field: field.slice(1), problem }]);
}
