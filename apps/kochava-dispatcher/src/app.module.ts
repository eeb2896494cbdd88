import { Module } from '@nestjs/common';

/** The dispatcher serves nothing over HTTP but its health and metrics; its work is wired in `start.ts`. */
@Module({})
export class KochavaDispatcherModule {}
