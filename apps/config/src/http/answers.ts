import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Type, type TSchema } from '@sinclair/typebox';
import { openApiSchema } from './openapi-schema.ts';

/** The one form of every error. */
export const ApiError = Type.Object(
  {
    error: Type.Object({
      status: Type.Integer(),
      message: Type.String(),
      problems: Type.Array(
        Type.Object({
          field: Type.String({ description: 'JSON pointer into the body, or the name of a query parameter' }),
          problem: Type.String(),
        }),
      ),
    }),
  },
  { $id: 'ApiError' },
);

const meanings: Readonly<Record<number, string>> = {
  200: 'done',
  201: 'created',
  202: 'accepted, and done later',
  204: 'done; there is nothing to say',
  302: 'goes on elsewhere',
  400: 'the request cannot be understood',
  401: 'nobody is signed in, and there is no valid token',
  403: 'the role does not allow it',
  404: 'there is no such thing',
  409: 'it contradicts what is there',
  412: 'it was changed meanwhile',
  413: 'the body is too large',
  414: 'a part of the path is too long',
  415: 'the body is not JSON',
  422: 'understood and refused; problems name the fields',
  428: 'the header If-Match is required',
  429: 'too many; Retry-After says when to try again',
  503: 'what this needs is not there now; try again',
};

/**
 * Declares a route's answers for the OpenAPI document: the good one with its schema (null = no body), then the statuses
 * it refuses with. What every route may answer (400, 401, 403, 503, and 413 and 415 where there is a body) is added by
 * itself.
 */
export function Answers(status: number, schema: TSchema | null, ...errors: number[]): MethodDecorator & ClassDecorator {
  const good = ApiResponse({
    status,
    description: meanings[status] ?? 'done',
    ...(schema && { content: { [contentType(schema)]: { schema: openApiSchema(schema) } } }),
  });
  return applyDecorators(good, ...errors.map(error));
}

/** How the OpenAPI document shows an error. */
export function errorAnswer(status: number) {
  const schema = { $ref: '#/components/schemas/ApiError' };
  return { description: meanings[status] ?? 'refused', content: { 'application/json': { schema } } };
}

function error(status: number): MethodDecorator & ClassDecorator {
  return ApiResponse({ status, ...errorAnswer(status) });
}

/** `contentMediaType` at the top of a schema: an answer that is not JSON, such as `text/event-stream`. */
function contentType(schema: TSchema): string {
  return (schema['contentMediaType'] as string | undefined) ?? 'application/json';
}
