import { type Static, type TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Refused } from './api-error.filter.ts';
import { unstorable } from './storable.ts';

/** A check of a request's body; throws 422 with every field at fault. */
export function bodyCheck<S extends TSchema>(schema: S): (body: unknown) => Static<S> {
  const check = TypeCompiler.Compile(schema);
  return (body) => {
    if (check.Check(body)) return storable(body as Static<S>);
    const faults = new Map<string, string>();
    for (const fault of check.Errors(body)) {
      if (!faults.has(fault.path)) faults.set(fault.path, fault.message.toLowerCase());
    }
    const problems = [...faults].slice(0, 20).map(([field, problem]) => ({ field, problem }));
    throw new Refused(422, 'the body does not fit; see problems', problems);
  };
}

function storable<T>(body: T): T {
  const field = unstorable(body);
  if (field === undefined) return body;
  const problem = 'has a character that cannot be stored (U+0000 or half a surrogate pair)';
  throw new Refused(422, 'the body does not fit; see problems', [{ field, problem }]);
}
