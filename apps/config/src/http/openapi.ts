import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiError, errorAnswer } from './answers.ts';
import { openApiSchema, withComponents } from './openapi-schema.ts';

export { openApiSchema } from './openapi-schema.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The API's description, built from the controllers. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('kochava-stream config API')
    .setDescription('Projects and syncs: what of which Amplitude project goes to which Kochava app.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'an API token' })
    .addCookieAuth('ks_session', { type: 'apiKey', in: 'cookie', description: 'a signed-in person' })
    .build();
  const document = SwaggerModule.createDocument(app, about, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}-${method}`,
  });
  const ours = Object.entries(document.paths).filter(([path]) => path.startsWith('/api/'));
  for (const [, path] of ours) {
    for (const method of methods) if (path[method]) complete(path[method]);
  }
  const schemas: Record<string, unknown> = {
    ApiError: withoutId(openApiSchema(ApiError)),
    ...document.components?.schemas,
  };
  const paths = withComponents(Object.fromEntries(ours), schemas) as OpenAPIObject['paths'];
  return { ...document, paths, components: { ...document.components, schemas } } as OpenAPIObject;
}

/** Who may call it, and what the guard, the parser and a lost database answer, whatever the route. */
function complete(operation: Operation & { 'x-needs'?: string }): void {
  const isPublic = operation['x-needs'] === 'nobody';
  operation.security = isPublic ? [] : [{ bearer: [] }, { cookie: [] }];
  const inPath = operation.parameters?.some((parameter) => 'in' in parameter && parameter.in === 'path') === true;
  const common = [
    400,
    ...(isPublic ? [] : [401]),
    403,
    ...(inPath ? [414] : []),
    ...(operation.requestBody ? [413] : []),
    415,
    503,
  ];
  for (const status of common) operation.responses[status] ??= errorAnswer(status);
}

function withoutId({ $id: _, ...schema }: ReturnType<typeof openApiSchema> & { $id?: string }) {
  return schema;
}
