import { Module } from '@nestjs/common';

/** The identity-linker has no HTTP API of its own: health and metrics are added to every service. */
@Module({})
export class IdentityLinkerModule {}
