import { Module, type DynamicModule } from '@nestjs/common';
import { type Logger, type Tracing } from '@kochava-stream/observability';
import { PostbackHandler } from './accept/postback.handler.ts';
import { UploadHandler } from './accept/upload.handler.ts';
import { WebhookHandler } from './accept/webhook.handler.ts';
import { type Backend } from './backend.ts';
import { type BodyReader } from './http/body-reader.ts';
import { type Draining } from './http/draining.ts';
import { PostbackRoutes } from './http/postback.routes.ts';
import { UploadRoutes } from './http/upload.routes.ts';
import { WebhookRoutes } from './http/webhook.routes.ts';
import { type IngestMetrics } from './ingest-metrics.ts';

export interface IngestParts {
  readonly backend: Backend;
  readonly shards: number;
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
        {
          provide: PostbackHandler,
          useFactory: () => new PostbackHandler(parts.backend, parts.metrics, parts.shards),
        },
        {
          provide: PostbackRoutes,
          inject: [PostbackHandler],
          useFactory: (postbacks: PostbackHandler) => new PostbackRoutes({ ...parts, postbacks }),
        },
        { provide: WebhookHandler, useFactory: () => new WebhookHandler(parts.backend, parts.metrics) },
        {
          provide: WebhookRoutes,
          inject: [WebhookHandler],
          useFactory: (webhooks: WebhookHandler) => new WebhookRoutes({ ...parts, webhooks }),
        },
      ],
    };
  }
}
