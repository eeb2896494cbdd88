import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';

/** Holds the description once the application is complete. */
export class OpenApi {
  document: OpenAPIObject | undefined;
}

@ApiExcludeController()
@Controller('api')
export class OpenApiController {
  constructor(@Inject(OpenApi) private readonly openApi: OpenApi) {}

  @Get('openapi.json')
  describe(): OpenAPIObject | undefined {
    return this.openApi.document;
  }
}
