import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags, type OpenAPIObject } from '@nestjs/swagger';
import { Type } from '@sinclair/typebox';
import { Needs } from '../auth/needs.ts';
import { Answers } from './answers.ts';

/** Holds the description once the application is complete. */
export class OpenApi {
  document: OpenAPIObject | undefined;
}

@ApiTags('about')
@Controller('api')
export class OpenApiController {
  constructor(@Inject(OpenApi) private readonly openApi: OpenApi) {}

  @ApiOperation({ summary: 'This description' })
  @Answers(200, Type.Object({ openapi: Type.String() }, { additionalProperties: true }))
  @Needs('viewer', { of: 'anything' })
  @Get('openapi.json')
  describe(): OpenAPIObject | undefined {
    return this.openApi.document;
  }
}
