import { fileURLToPath } from 'node:url';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { configControllers, openApiDocument } from '@kochava-stream/config';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

/** Where the console has the types of the config API's routes, bodies and answers. */
export const apiTypesFile = fileURLToPath(new URL('../../../apps/console/src/api/schema.d.ts', import.meta.url));

/** The OpenAPI document of the config API, from the controllers alone: nothing is started. */
export async function configApi(): Promise<ReturnType<typeof openApiDocument>> {
  const module = await Test.createTestingModule({ controllers: [...configControllers] })
    .useMocker(() => ({}))
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  const document = openApiDocument(app);
  await app.close();
  return document;
}

/** The text of the file, as prettier leaves it. */
export async function apiTypes(): Promise<string> {
  const nodes = await openapiTS(JSON.stringify(await configApi()));
  return format(COMMENT_HEADER + astToString(nodes), {
    ...(await resolveConfig(apiTypesFile)),
    filepath: apiTypesFile,
  });
}
