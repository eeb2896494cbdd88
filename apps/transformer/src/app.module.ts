import { Module } from '@nestjs/common';

/** The transformer has no HTTP API of its own: health and metrics are added to every service. */
@Module({})
export class TransformerModule {}
