import { type TSchema } from '@sinclair/typebox';
import { DocumentBuilder, SwaggerModule, type ApiBodyOptions, type OpenAPIObject } from '@nestjs/swagger';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';

type Schema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

/** A typebox schema is JSON Schema, which OpenAPI takes as it is. */
export function openApiSchema(schema: TSchema): Schema {
  return JSON.parse(JSON.stringify(schema)) as Schema;
}

/** The API's description, built from the controllers. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('kochava-stream config API')
    .setDescription('Projects and syncs: what of which Amplitude project goes to which Kochava app.')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, about);
  const ours = Object.entries(document.paths).filter(([path]) => path.startsWith('/api/'));
  return { ...document, paths: Object.fromEntries(ours) };
}
