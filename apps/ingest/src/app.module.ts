import { Module, type DynamicModule } from '@nestjs/common';
import { type Logger, type Tracing } from '@kochava-stream/observability';
import { UploadHandler } from './accept/upload.handler.ts';
import { type Backend } from './backend.ts';
import { type BodyReader } from './http/body-reader.ts';
import { type Draining } from './http/draining.ts';
import { UploadRoutes } from './http/upload.routes.ts';
import { type IngestMetrics } from './ingest-metrics.ts';

export interface IngestParts {
  readonly backend: Backend;
  readonly bodies: BodyReader;
  readonly draining: Draining;
  readonly metrics: IngestMetrics;
  readonly logger: Logger;
  readonly tracing: Tracing;
}

@Module({})
export class IngestModule {
  static with(parts: IngestParts): DynamicModule {
    return {
      module: IngestModule,
      providers: [
        { provide: UploadHandler, useFactory: () => new UploadHandler(parts.backend, parts.metrics) },
        {
          provide: UploadRoutes,
          inject: [UploadHandler],
          useFactory: (uploads: UploadHandler) => new UploadRoutes({ ...parts, uploads }),
        },
      ],
    };
  }
}
