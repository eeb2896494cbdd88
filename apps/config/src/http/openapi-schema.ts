import { type ApiBodyOptions } from '@nestjs/swagger';
import { type TSchema } from '@sinclair/typebox';

type Schema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

/**
 * A typebox schema is JSON Schema, which OpenAPI 3.1 takes as it is. Schemas with an `$id` become
 * `#/components/schemas/<$id>` when the document is made.
 */
export function openApiSchema(schema: TSchema): Schema {
  return JSON.parse(JSON.stringify(schema)) as Schema;
}

/** Moves every schema that has an `$id` from where it stands to `components`, and refers to it there. */
export function withComponents(node: unknown, components: Record<string, unknown>): unknown {
  if (Array.isArray(node)) return node.map((item) => withComponents(item, components));
  if (typeof node !== 'object' || node === null) return node;
  const { $id, ...rest } = node as Record<string, unknown>;
  const moved = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, withComponents(value, components)]),
  );
  if (typeof $id !== 'string') return $id === undefined ? moved : { ...moved, $id: withComponents($id, components) };
  components[$id] = moved;
  return { $ref: `#/components/schemas/${$id}` };
}
