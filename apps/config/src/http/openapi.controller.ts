import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { Needs } from '../auth/needs.ts';

/** Holds the description once the application is complete. */
export class OpenApi {
  document: OpenAPIObject | undefined;
}

@ApiExcludeController()
@Controller('api')
export class OpenApiController {
  constructor(@Inject(OpenApi) private readonly openApi: OpenApi) {}

  @Needs('viewer', { of: 'anything' })
  @Get('openapi.json')
  describe(): OpenAPIObject | undefined {
    return this.openApi.document;
  }
}
